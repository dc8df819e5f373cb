import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
} from '@aws-sdk/client-secrets-manager'
import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {type DoctorStage, HOUR, loginProbe, startDoctorStage} from '../support/doctor-stage.ts'
import {breachesOf} from '../support/json-schema.ts'
import {newestRun} from '../support/journal-files.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

let stage: DoctorStage
let stateDir: string
let first: string
const name = 'prod/partner/token'
const terminal = {tty: {columns: 200}, env: {NO_COLOR: '1'}}

beforeEach(async () => {
  stage = await startDoctorStage()
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-put-'))
  await stage.secret(name)
  first = (await stage.labels(name))['AWSCURRENT'] ?? ''
})

afterEach(async () => {
  await stage[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true})
})

const put = (words: readonly string[], options?: RunSecrotOptions): Promise<SecrotRun> =>
  stage.run(['put', name, ...words], {stateDir, ...options})

const changes = (run: SecrotRun): readonly string[] =>
  run.calledActions.filter(action => /:(Put|Update)/.test(action)).map(action => action.replace('secretsmanager:', ''))

async function valueOf(secret = name): Promise<string | Uint8Array> {
  const found = await stage.secrets.send(new GetSecretValueCommand({SecretId: secret}))
  return found.SecretString ?? found.SecretBinary ?? ''
}

async function file(content: string | Uint8Array): Promise<string> {
  const path = join(stateDir, 'given')
  await writeFile(path, content)
  return path
}

describe('put', () => {
  it('asks for the value without showing it, stores it under its own label, and moves AWSCURRENT in one call', async () => {
    const run = await put([], {...terminal, answers: ['new-token', 'y']})
    const {AWSCURRENT: made = ''} = await stage.labels(name)
    const [to, from] = [made.slice(0, 8), first.slice(0, 8)]
    expect(run.stderr).toContain(`? New value of ${name}, not shown:`)
    expect(run.stderr).toContain(`Put a new value into ${name} · 111122223333 · eu-central-1 · root`)
    expect(run.stderr).toContain('   value  text, 9 bytes, typed here\n')
    expect(run.stderr).toContain(`   hits   who reads from now on: they get it in place of ${from}\n`)
    expect(run.stderr).toContain('nobody knows whether it takes the new value (--probe asks it)\n')
    expect(run.stderr).toContain(`   plan   1 PutSecretValue  ${to}  under secrot-hold-${to}, which nobody reads\n`)
    expect(run.stderr).toContain(`   undo   secrot rollback ${name} --unproven\n`)
    expect(run.stderr).toContain(`? Store this value in ${name} and make it current? (y/N, --yes) y`)
    expect(run.stdout).toBe(`✔ put a new value into ${name}: ${to} is in use, ${from} is AWSPREVIOUS\n`)
    expect(run.stderr).toContain(`Undo: secrot rollback ${name} --unproven\n`)
    expect(run.stderr).toContain(`Next: secrot status ${name}\n`)
    expect([run.exitCode, changes(run)]).toEqual([
      0,
      ['PutSecretValue', 'UpdateSecretVersionStage', 'UpdateSecretVersionStage'],
    ])
    expect(await stage.labels(name)).toEqual({AWSCURRENT: made, AWSPREVIOUS: first})
    expect(await valueOf()).toBe('new-token')
  })

  it('offers no key that would show what is typed', async () => {
    const run = await put([], {...terminal, answers: ['new-token\u0014', 'y']})
    expect(run.stderr).not.toContain('new-token')
    expect(run.stderr).not.toContain('toggle')
  })

  it.each([
    ['one line break at the end of standard input', ['--from', '-'], 'new\n\n', 'new\n'],
    ['a Windows one, too', [], 'new\r\n', 'new'],
    ['none with --keep-newline', ['--keep-newline'], 'new\n', 'new\n'],
    ['nothing else', [], ' new ', ' new '],
  ])('leaves out %s', async (_, words, input, stored) => {
    await put(['--yes', ...words], {input})
    expect(await valueOf()).toBe(stored)
  })

  it('takes a file byte for byte, and says that it ends with a line break', async () => {
    const run = await put(['--yes', '--from', await file('new\n')])
    expect(run.stderr).toContain('it ends with a line break, which is stored with it')
    expect(await valueOf()).toBe('new\n')
  })

  it('stores bytes with --binary, which without it are refused', async () => {
    const bytes = Uint8Array.from([0xff, 0, 0x0a])
    const path = await file(bytes)
    const refused = await put(['--yes', '--from', path])
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('VALUE_NOT_TEXT')])
    expect((await put(['--yes', '--from', path, '--binary'])).stderr).toContain('binary, 3 bytes, from the file')
    expect(await valueOf()).toEqual(bytes)
  })

  it('keeps the version before the last with a label of its own, since it may be live', async () => {
    await put(['--yes'], {input: 'second'})
    const second = (await stage.labels(name))['AWSCURRENT'] ?? ''
    const run = await put(['--yes'], {input: 'third'})
    expect(run.stdout).toContain(`  Kept  ${first} has a label of its own (secrot-hold-…): it may be live\n`)
    expect(await stage.labels(name)).toMatchObject({AWSPREVIOUS: second, [`secrot-hold-${first}`]: first})
  })

  it('keeps none where it is said that there is no target', async () => {
    await put(['--yes'], {input: 'second'})
    await put(['--yes', '--target', 'none'], {input: 'third'})
    expect(Object.keys(await stage.labels(name)).toSorted()).toEqual(['AWSCURRENT', 'AWSPREVIOUS'])
  })

  it('takes AWSPENDING, which a finished rotation left, off before the move', async () => {
    await stage.move(name, 'AWSPENDING', undefined, first)
    await put(['--yes'], {input: 'second'})
    expect(Object.keys(await stage.labels(name)).toSorted()).toEqual(['AWSCURRENT', 'AWSPREVIOUS'])
  })

  it('gives a secret its first value, and says that there is no way back', async () => {
    await stage.secrets.send(new CreateSecretCommand({Name: 'prod/new'}))
    const run = await stage.run(['put', 'prod/new', '--yes'], {input: 'first'})
    expect(run.stderr).toContain('none: AWSCURRENT cannot be taken off a secret again')
    expect(run.stderr).not.toContain('Undo:')
    const labels = await stage.labels('prod/new')
    expect([run.exitCode, labels]).toEqual([0, {AWSCURRENT: labels['AWSCURRENT']}])
    expect(await valueOf('prod/new')).toBe('first')
  })

  it('is the way out of a rotation that has no first value to go on from', async () => {
    await stage.secrets.send(new CreateSecretCommand({Name: 'prod/empty'}))
    const RotationLambdaARN = await stage.rotator('empty-rotation', {step: 'createSecret', how: 'throws'})
    const rotation = {RotationLambdaARN, RotationRules: {AutomaticallyAfterDays: 30}}
    await stage.secrets.send(new RotateSecretCommand({SecretId: 'prod/empty', ...rotation}))
    await stage.pass(24 * HOUR)
    const {AWSPENDING} = await stage.labels('prod/empty')
    const doctor = await stage.run(['doctor', 'prod/empty'])
    expect(doctor.stdout).toContain('give it a first value: secrot put prod/empty\n')
    expect(doctor.stderr).toContain('Next: secrot put prod/empty\n')
    const run = await stage.run(['put', 'prod/empty', '--yes'], {input: 'first'})
    expect(run.stderr).toContain('Next: secrot doctor prod/empty\n')
    expect([run.exitCode, await stage.labels('prod/empty')]).toMatchObject([0, {AWSPENDING}])
    expect(await valueOf('prod/empty')).toBe('first')
    expect((await stage.run(['doctor', 'prod/empty'])).stdout).not.toContain('no-current-version')
  })

  it('does nothing where it is the value in use already, if it may look', async () => {
    await put(['--yes'], {input: 'second'})
    const run = await put(['--read-values'], {input: 'second\n'})
    expect(run.stdout).toMatch(/✔ prod\/partner\/token has this value already: \S+ is in use, nothing was changed\n/)
    expect([run.exitCode, changes(run)]).toEqual([0, []])
    const blind = await put(['--yes'], {input: 'second'})
    expect(blind.calledActions).not.toContain('secretsmanager:GetSecretValue')
    expect(changes(blind)).toContain('PutSecretValue')
  })

  it('changes nothing when the answer is no (exit 3), with --dry-run, and where nobody can answer (exit 2)', async () => {
    const declined = await put([], {...terminal, answers: ['new', '']})
    const planned = await put(['--dry-run'], {input: 'new'})
    const nobody = await put([], {input: 'new'})
    expect([declined.exitCode, declined.stdout]).toEqual([3, '○ declined, nothing was changed (exit 3)\n'])
    expect([planned.exitCode, planned.stdout]).toEqual([0, '○ planned, nothing was changed (--dry-run)\n'])
    expect([nobody.exitCode, nobody.stderr]).toEqual([2, expect.stringContaining('--yes')])
    expect([declined, planned, nobody].flatMap(changes)).toEqual([])
  })

  it('sends nothing when the labels moved between plan and call (STATE_CHANGED, exit 3)', async () => {
    let moved: Promise<unknown> | undefined
    const run = await put([], {
      ...terminal,
      answers: ['new', 'y'],
      onOutput: ({stderr}) => {
        if (stderr.includes('(y/N, --yes)')) moved ??= stage.move(name, 'MINE', undefined, first)
      },
    })
    await moved
    expect([run.exitCode, changes(run)]).toEqual([3, []])
    expect(run.stderr).toContain('STATE_CHANGED')
  })

  it('believes the labels and not lost replies', async () => {
    stage.sandbox.faults.set([
      {kind: 'lost-reply', operation: 'PutSecretValue', times: 1},
      {kind: 'lost-reply', operation: 'UpdateSecretVersionStage', times: 1},
    ])
    const run = await put(['--yes', '--json'], {input: 'new'})
    expect(run.json).toMatchObject({outcome: 'put'})
    expect(await valueOf()).toBe('new')
  })

  it('moves nothing when the value never arrived (exit 1)', async () => {
    stage.sandbox.faults.set([{kind: 'connection-reset', operation: 'PutSecretValue', times: 1}])
    const run = await put(['--yes'], {input: 'new'})
    expect([run.exitCode, run.stdout]).toEqual([1, ''])
    expect(await stage.labels(name)).toEqual({AWSCURRENT: first})
  })

  it('prints one object with --json, the same members whatever the outcome', async () => {
    const planned = await put(['--dry-run', '--json'], {input: 'new'})
    const done = await put(['--yes', '--json'], {input: 'new'})
    const again = await put(['--read-values', '--json'], {input: 'new'})
    for (const run of [planned, done, again]) {
      expect(breachesOf('put', run.json)).toEqual([])
      expect(Object.keys(run.json as object)).toEqual(Object.keys(planned.json as object))
    }
    expect(done.json).toMatchObject({outcome: 'put', previousVersionId: first, bytes: 3, field: null})
    expect(again.json).toMatchObject({outcome: 'already', versionId: null})
  })
})

describe('put --field', () => {
  it('sets one member and keeps the others, numbers as they were written', async () => {
    await put(['--yes'], {input: '{"port":9007199254740993,"password":"old","rate":1.10,"x":null}'})
    const run = await put(['--yes', '--field', 'password'], {input: 'ne"w\n'})
    expect(run.stderr).toContain(
      'field password, from standard input, in place of the one that is there; keeps port, rate, x as they are\n',
    )
    expect(await valueOf()).toBe('{"port":9007199254740993,"password":"ne\\"w","rate":1.10,"x":null}')
  })

  it('says when it adds one, and when one was no text', async () => {
    await put(['--yes'], {input: '{"port":5432}'})
    expect((await put(['--dry-run', '--field', 'prot'], {input: '1'})).stderr).toContain(
      'field prot, from standard input, is added: it was not there; keeps port as they are\n',
    )
    expect((await put(['--dry-run', '--field', 'port'], {input: '1'})).stderr).toContain(
      'field port, from standard input, in place of the one that is there, where there was no text (number);',
    )
  })

  it('is refused where the value in use has no fields (exit 3)', async () => {
    await put(['--yes'], {input: 'plain'})
    const run = await put(['--yes', '--field', 'password'], {input: 'new'})
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringContaining('FIELD_OF_NO_OBJECT')])
  })

  it('warns when a JSON object would be replaced by something else, if it may look', async () => {
    const run = await put(['--dry-run', '--read-values'], {input: 'plain'})
    expect(run.stderr).toContain('the value in use is a JSON object with url, user, password, and this one is not')
  })
})

describe('put --probe', () => {
  const asked = ['--field', 'password', '--probe', loginProbe]

  it('makes the value current only once the target takes it', async () => {
    stage.sandbox.logins.setPassword('prod-partner-token', 'app', 'new-password-0002')
    const run = await put([...asked, '--yes'], {input: 'new-password-0002'})
    expect(run.stderr).toMatch(/✔ stored .*\n.*✔ target {7}accepts the new value\n.*✔ AWSCURRENT/)
    expect(run.stderr).toContain(`Undo: secrot rollback ${name} --probe ${loginProbe}\n`)
    expect(await stage.accepts(name, (await stage.labels(name))['AWSCURRENT'] ?? '')).toBe(true)
  })

  it('leaves AWSCURRENT where it is when the target rejects the value, and takes its label off again (exit 3)', async () => {
    const run = await put([...asked, '--yes'], {input: 'wrong-password-01'})
    expect(run.stdout).toBe(
      `✖ the target rejects the new value of ${name}: it was not made current, consumers read ${first} as before (exit 3)\n`,
    )
    expect([run.exitCode, await stage.labels(name)]).toEqual([3, {AWSCURRENT: first}])
  })

  it('stores nothing where the answers of the probe do not count (exit 3)', async () => {
    const run = await put(['--probe', 'true', '--yes'], {input: 'new-value-000000'})
    expect(run.stderr).toContain('its answers do not count: it accepted a random value')
    expect([run.exitCode, changes(run)]).toEqual([3, []])
  })

  it('keeps a value that the target did not speak of under its label (exit 3), and takes it up again', async () => {
    const path = await file(
      '#!/usr/bin/env bash\nvalue=$(cat)\n[[ $value == new-value* ]] && exit 1\n[[ $value == *first-password-0001* ]] || exit 20\n',
    )
    await chmod(path, 0o700)
    const run = await put(['--probe', path, '--yes'], {input: 'new-value-000000'})
    const held = Object.keys(await stage.labels(name)).find(label => label.startsWith('secrot-hold-')) ?? ''
    expect(run.stdout).toContain('nobody knows whether the target takes the new value')
    expect(run.stderr).toContain(`Next: secrot doctor ${name} --probe ${path}\n`)
    expect([run.exitCode, await stage.labels(name)]).toMatchObject([3, {AWSCURRENT: first}])
    const findings = await stage.run(['doctor', name, '--all', '--only', 'hold-label-left'])
    expect(findings.stdout).toContain('was never made current')
    const again = await put(['--read-values', '--yes'], {input: 'new-value-000000'})
    expect(again.stderr).toContain('an earlier run stored it already')
    expect(changes(again)).not.toContain('PutSecretValue')
    expect(`secrot-hold-${(await stage.labels(name))['AWSCURRENT']}`).toBe(held)
  })
})

describe('a run that put a new value', () => {
  it('leads on to the rollback in the journal and in the refusal of undo', async () => {
    await put(['--yes'], {input: 'new-token'})
    const runId = await newestRun(stateDir)
    const {ARN: arn} = await stage.secrets.send(new DescribeSecretCommand({SecretId: name}))
    const rollback = `secrot rollback ${arn} --unproven`
    const journal = await stage.run(['journal', runId], {stateDir})
    expect(journal.stderr).toBe(`Next: ${rollback}\n`)
    const undo = await stage.run(['undo', runId, '--yes'], {stateDir})
    expect(undo.exitCode).toBe(3)
    expect(undo.stderr.match(/a new value became current/g)).toHaveLength(1)
    expect(undo.stderr).toContain(`a new value became current; by hand: ${rollback}.`)
  })
})

describe('put is refused', () => {
  it.each([
    ['an argument', ['canary-value']],
    ['an argument that begins with a dash', ['-canary-value']],
    ['a flag that does not exist', ['--value', 'canary-value']],
    ['a flag with =', ['--canary-value=x']],
    ['a field with a value', ['--field', 'password=canary-value']],
    ['a file that is not there', ['--from', 'canary-value']],
  ])('%s is never taken for a value nor repeated (exit 2)', async (_, words) => {
    for (const more of [[], ['--json']]) {
      const run = await put([...words, '--yes', ...more], {env: {DEBUG: 'secrot'}})
      expect(run.exitCode).toBe(2)
      expect(run.stdout + run.stderr).not.toContain('canary')
      expect(run.stdout + run.stderr).toContain('a value is never an argument')
      expect(changes(run)).toEqual([])
    }
  })

  it('for an empty value, and one of more than 64 KiB, before anything is sent (exit 2)', async () => {
    const empty = await put(['--yes'], {input: '\n'})
    const large = await put(['--yes'], {input: 'x'.repeat(65_537)})
    const most = await put(['--yes'], {input: 'x'.repeat(65_536)})
    expect([empty.exitCode, empty.stderr]).toEqual([2, expect.stringContaining('VALUE_EMPTY')])
    expect([large.exitCode, large.stderr]).toEqual([2, expect.stringContaining('VALUE_TOO_LARGE')])
    expect([changes(empty), changes(large), most.exitCode]).toEqual([[], [], 0])
  })

  it('while a rotation runs, leading to doctor, before a value is asked for', async () => {
    const pending = {SecretId: name, SecretString: 'x', VersionStages: ['AWSPENDING']}
    await stage.secrets.send(new PutSecretValueCommand(pending))
    const run = await put([], terminal)
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringContaining(`secrot doctor ${name}\n`)])
    expect(run.stderr).not.toContain('New value')
  })

  it('for a secret to be deleted, and for one that another service owns', async () => {
    await stage.secrets.send(new DeleteSecretCommand({SecretId: name}))
    expect((await put(['--yes'], {input: 'new'})).exitCode).toBe(3)
    const {accountId, region} = stage.sandbox
    const owned = {accountId, region, name: 'rds!cluster-4f1c', owningService: 'rds', value: 'canary-value'}
    stage.sandbox.seedServiceOwnedSecret({...owned, rules: {AutomaticallyAfterDays: 7}})
    const run = await stage.run(['put', 'rds!cluster-4f1c', '--yes'], {input: 'new'})
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringContaining('aws rds modify-db-cluster ')])
    expect(changes(run)).toEqual([])
  })

  it('where the labels would be more than AWS allows (exit 3)', async () => {
    await put(['--yes'], {input: 'second'})
    for (let count = 1; count <= 18; count += 1) await stage.move(name, `MINE-${count}`, undefined, first)
    const run = await put(['--yes'], {input: 'third'})
    expect([run.exitCode, changes(run)]).toEqual([3, []])
    expect(run.stderr).toContain('NO_LABEL_ROOM')
  })

  it('where no value can come from: a terminal that nobody can be asked at (exit 2)', async () => {
    const run = await put(['--yes', '--json'], terminal)
    expect([run.exitCode, run.stdout]).toEqual([2, expect.stringContaining('--from FILE')])
  })
})
