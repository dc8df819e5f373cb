import {
  CreateSecretCommand,
  DeleteSecretCommand,
  ReplicateSecretToRegionsCommand,
} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {type DoctorStage, loginProbe, startDoctorStage} from '../support/doctor-stage.ts'
import {breachesOf} from '../support/json-schema.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

let stage: DoctorStage
let current: string
let previous: string
const name = 'prod/orders/db'
const probe = ['--probe', loginProbe]
const terminal = {tty: {columns: 200}, env: {NO_COLOR: '1'}}

beforeEach(async () => {
  stage = await startDoctorStage()
  await stage.secret(name, await stage.rotator('orders-rotation'))
  const labels = await stage.labels(name)
  current = labels['AWSCURRENT'] ?? ''
  previous = labels['AWSPREVIOUS'] ?? ''
})

afterEach(() => stage[Symbol.asyncDispose]())

const rollback = (words: readonly string[], options?: RunSecrotOptions): Promise<SecrotRun> =>
  stage.run(['rollback', name, ...words], options)

const moves = (run: SecrotRun): number =>
  run.calledActions.filter(action => action === 'secretsmanager:UpdateSecretVersionStage').length

/** The target takes the old password again, as after a restore of its data. */
const restoreTarget = (): Promise<void> => stage.setTarget(name, previous)

describe('rollback', () => {
  it('proves the old value at the target, moves AWSCURRENT back, and proves what consumers read now', async () => {
    await restoreTarget()
    const run = await rollback(probe, {...terminal, answers: ['y']})
    const [to, from] = [previous.slice(0, 8), current.slice(0, 8)]
    expect(run.stderr).toContain('reads the value of 2 versions (GetSecretValue) and passes it on standard input.')
    expect(run.stderr).toContain(`Roll ${name} back · 111122223333 · eu-central-1 · root`)
    expect(run.stderr).toContain(`   hits   who reads from now on: they get ${to} in place of ${from}\n`)
    expect(run.stderr).toContain(`   target nothing is changed there: it takes ${to} and rejects ${from} already\n`)
    expect(run.stderr).toMatch(
      /\n {3}then {3}the next scheduled rotation, by 2026-12-\S+Z, goes on from the old value, \w{8}\n/,
    )
    expect(run.stderr).toMatch(new RegExp(`\n {10}rejects {2}${from} {2}AWSCURRENT {3}probe \\S+Z and \\S+Z\n`))
    expect(run.stderr).toContain(`   plan   1 UpdateSecretVersionStage  AWSCURRENT  ${from} → ${to}\n`)
    expect(run.stderr).toContain(`   undo   none that helps: the target rejects ${from}\n`)
    expect(run.stderr).toContain(`? Move AWSCURRENT back to ${to}? (y/N, --yes) y`)
    expect(run.stderr).toContain('✔ target       accepts what consumers read now\n')
    expect(run.stdout).toBe(`✔ rolled back ${name}: ${to} is in use, ${from} is AWSPREVIOUS\n`)
    expect(run.stderr).toContain(`Next: secrot status ${name}\n`)
    expect([run.exitCode, moves(run)]).toEqual([0, 1])
    expect(await stage.labels(name)).toEqual({AWSCURRENT: previous, AWSPREVIOUS: current})
  })

  it('keeps a newer value that may be live with a label of its own, first of all', async () => {
    const run = await rollback(['--target', 'none', '--read-values', '--yes'])
    const held = `secrot-hold-${current}`
    expect(run.stderr).toMatch(new RegExp(`✔ kept .*${held}\n.*✔ AWSCURRENT`))
    expect(run.stdout).toContain(`  Kept  ${current} keeps a label of its own (secrot-hold-…) past the next rotation\n`)
    expect(run.stderr).toContain(`Undo: secrot rollback ${name} --target none\n`)
    expect(await stage.labels(name)).toEqual({AWSCURRENT: previous, AWSPREVIOUS: current, [held]: current})
  })

  it('goes back and forth, and pins nothing twice', async () => {
    const there = ['--target', 'none', '--read-values', '--yes']
    await rollback(there)
    const back = await rollback(there)
    expect(await stage.labels(name)).toMatchObject({AWSCURRENT: current, AWSPREVIOUS: previous})
    expect([back.exitCode, moves(back)]).toEqual([0, 2])
    expect(moves(await rollback(there))).toBe(1)
  })

  it('takes AWSPENDING, which a finished rotation left, off before the move', async () => {
    await restoreTarget()
    const labels = await stage.labels(name)
    if (labels['AWSPENDING'] === undefined) await stage.move(name, 'AWSPENDING', undefined, current)
    const run = await rollback([...probe, '--yes'])
    expect(run.stderr).toMatch(/✔ AWSPENDING .*\n.*✔ AWSCURRENT/)
    expect(await stage.labels(name)).toEqual({AWSCURRENT: previous, AWSPREVIOUS: current})
  })

  it('says at the end when the target does not take what was moved (exit 3), and leads to doctor', async () => {
    await restoreTarget()
    let changed: Promise<void> | undefined
    const run = await rollback(probe, {
      ...terminal,
      answers: ['y'],
      onOutput: ({stderr}) => {
        if (stderr.includes('✔ AWSCURRENT')) changed ??= stage.setTarget(name, current)
      },
    })
    await changed
    expect(run.stderr).toContain(`✖ target       rejects ${previous.slice(0, 8)}, which consumers read now\n`)
    expect(run.stdout).toContain('and the target does not accept it (exit 3)')
    expect(run.stderr).toContain(`Next: secrot doctor ${name} --probe ${loginProbe}\n`)
    expect(run.exitCode).toBe(3)
  })

  it('changes nothing when the answer is no (exit 3), with --dry-run, and where nobody can answer (exit 2)', async () => {
    await restoreTarget()
    const declined = await rollback(probe, {...terminal, answers: ['']})
    const planned = await rollback([...probe, '--dry-run'])
    const nobody = await rollback(probe)
    expect([declined.exitCode, declined.stdout]).toEqual([3, '○ declined, nothing was changed (exit 3)\n'])
    expect([planned.exitCode, planned.stdout]).toEqual([0, '○ planned, nothing was changed (--dry-run)\n'])
    expect([nobody.exitCode, nobody.stderr]).toEqual([2, expect.stringContaining('--yes')])
    expect([declined, planned, nobody].map(moves)).toEqual([0, 0, 0])
  })

  it('sends nothing when the labels moved between plan and call (STATE_CHANGED, exit 3)', async () => {
    await restoreTarget()
    let moved: Promise<unknown> | undefined
    const run = await rollback(probe, {
      ...terminal,
      answers: ['y'],
      onOutput: ({stderr}) => {
        if (stderr.includes('(y/N, --yes)')) moved ??= stage.move(name, 'MINE', undefined, previous)
      },
    })
    await moved
    expect([run.exitCode, moves(run)]).toEqual([3, 0])
    expect(run.stderr).toContain('STATE_CHANGED')
  })

  it('believes the labels and not a lost reply', async () => {
    await restoreTarget()
    stage.sandbox.faults.set([{kind: 'lost-reply', operation: 'UpdateSecretVersionStage', times: 1}])
    const run = await rollback([...probe, '--yes', '--json'])
    expect(run.json).toMatchObject({outcome: 'rolled-back', after: {answer: 'accepted'}})
  })

  it('says that the move is not seen when the call never arrived (exit 1)', async () => {
    await restoreTarget()
    stage.sandbox.faults.set([{kind: 'connection-reset', operation: 'UpdateSecretVersionStage', times: 1}])
    const run = await rollback([...probe, '--yes'])
    expect([run.exitCode, run.stdout]).toEqual([1, ''])
    expect(run.stderr).toContain('CHANGE_NOT_SEEN')
    expect(await stage.labels(name)).toMatchObject({AWSCURRENT: current})
  })

  it('prints one object with --json, the same members whatever the outcome', async () => {
    await restoreTarget()
    const planned = await rollback([...probe, '--dry-run', '--json'])
    const done = await rollback([...probe, '--yes', '--json'])
    for (const run of [planned, done]) {
      expect(breachesOf('rollback', run.json)).toEqual([])
      expect(Object.keys(run.json as object)).toEqual(Object.keys(planned.json as object))
    }
    expect(done.json).toMatchObject({outcome: 'rolled-back', from: current, to: previous, keptLabel: null})
  })

  it('shows and journals no byte of a value', async () => {
    await restoreTarget()
    const stateDir = await mkdtemp(join(tmpdir(), 'secrot-rollback-'))
    const run = await rollback([...probe, '--yes'], {stateDir, env: {DEBUG: '*'}})
    const files = await readdir(stateDir, {recursive: true, withFileTypes: true})
    const texts = files.filter(file => file.isFile()).map(file => readFile(join(file.parentPath, file.name), 'utf8'))
    const all = [run.stdout, run.stderr, ...(await Promise.all(texts))].join('')
    expect(all).toContain('"kind":"intent"')
    for (const versionId of [current, previous]) expect(all).not.toContain(await stage.password(name, versionId))
    await rm(stateDir, {recursive: true})
  })
})

describe('rollback without proof', () => {
  it('is refused, also with --yes alone (exit 3), and nothing is read', async () => {
    const run = await rollback(['--yes'])
    expect(run.stderr).toContain(`Nobody knows whether the target still takes ${previous}`)
    expect(run.stderr).toContain(
      `Where nobody can ask it: --unproven. Else: secrot rollback ${name} --probe 'CMD ARG…'\n`,
    )
    expect([run.exitCode, moves(run)]).toEqual([3, 0])
    expect(run.calledActions).not.toContain('secretsmanager:GetSecretValue')
  })

  it('asks with --unproven, saying what is not known; --unproven alone answers nothing', async () => {
    const asked = await rollback(['--unproven'], {...terminal, answers: ['n']})
    const question = `Nobody knows whether the target takes ${previous.slice(0, 8)}. Move AWSCURRENT back to it all the same?`
    expect(asked.stderr).toContain(`? ${question} (y/N, --yes) n`)
    expect((await rollback(['--unproven'])).exitCode).toBe(2)
    expect(await stage.labels(name)).toMatchObject({AWSCURRENT: current})
    const done = await rollback(['--unproven', '--yes'])
    expect([done.exitCode, moves(done)]).toEqual([0, 2])
    expect(done.stderr).toContain(`Undo: secrot rollback ${name} --unproven\n`)
  })

  it('is refused where a probe accepts even a random value, since its answers do not count', async () => {
    const run = await rollback(['--probe', 'true', '--yes'])
    expect(run.stderr).toContain('its answers do not count: it accepted a random value')
    expect([run.exitCode, moves(run)]).toEqual([3, 0])
  })

  it('wants consent for values where the target is named otherwise, naming the flag (exit 2)', async () => {
    const run = await rollback(['--target', 'none', '--yes'])
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('--read-values')])
    const asked = await rollback(['--target', 'none'], {...terminal, answers: ['n']})
    expect([asked.exitCode, asked.stderr]).toEqual([3, expect.stringContaining('UNPROVEN')])
  })
})

describe('rollback is refused', () => {
  it('in one sentence where the target already wants the newer value, whatever is allowed (exit 3)', async () => {
    const run = await rollback([...probe, '--yes'])
    expect(run.stderr).toContain(
      `The target already wants the newer value: it accepts ${current} and rejects ${previous}, so going back would lock the consumers of ${name} out (exit 3)`,
    )
    expect(run.stderr).toContain(`What can be done: secrot doctor ${name} --probe ${loginProbe}\n`)
    const allowed = await rollback([...probe, '--unproven', '--yes'])
    expect([run.exitCode, allowed.exitCode]).toEqual([3, 3])
    expect([moves(run), moves(allowed)]).toEqual([0, 0])
  })

  it('where the target rejects AWSPREVIOUS and nothing is known of the newer value', async () => {
    stage.sandbox.logins.setPassword(name.replaceAll('/', '-'), 'app', 'somebody-elses-0001')
    const run = await rollback([...probe, '--unproven', '--yes'])
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringContaining('PREVIOUS_REJECTED')])
    expect(moves(run)).toBe(0)
  })

  it('while a rotation runs, leading to doctor', async () => {
    await stage.move(name, 'AWSPENDING', (await stage.labels(name))['AWSPENDING'], previous)
    const run = await rollback(['--unproven', '--yes'])
    expect(run.stderr).toContain(`AWSPENDING is on ${previous}, which is not current`)
    expect(run.stderr).toContain(`secrot doctor ${name}\n`)
    expect([run.exitCode, moves(run)]).toEqual([3, 0])
  })

  it('where there is no previous version, and where there is none in use', async () => {
    await stage.secret('prod/young')
    const young = await stage.run(['rollback', 'prod/young', '--unproven', '--yes'])
    expect([young.exitCode, young.stderr]).toEqual([3, expect.stringContaining('NO_PREVIOUS_VERSION')])
    await stage.secrets.send(new CreateSecretCommand({Name: 'prod/empty'}))
    const empty = await stage.run(['rollback', 'prod/empty', '--unproven', '--yes'])
    expect([empty.exitCode, empty.stderr]).toEqual([3, expect.stringContaining('secrot put prod/empty\n')])
  })

  it('for a replica, with the command for its primary, and for a secret to be deleted', async () => {
    const AddReplicaRegions = [{Region: 'us-east-1'}]
    await stage.secrets.send(new ReplicateSecretToRegionsCommand({SecretId: name, AddReplicaRegions}))
    await stage.pass(60_000)
    const replica = await rollback(['--unproven', '--yes', '--region', 'us-east-1'])
    expect([replica.exitCode, replica.stderr]).toEqual([3, expect.stringMatching(/secrot rollback arn:\S+\n/)])
    await stage.secret('prod/old')
    await stage.secrets.send(new DeleteSecretCommand({SecretId: 'prod/old'}))
    const deleted = await stage.run(['rollback', 'prod/old', '--unproven', '--yes'])
    expect([deleted.exitCode, deleted.stderr]).toEqual([3, expect.stringContaining('restore-secret')])
  })

  it("for a secret that another service owns, with that service's own command", async () => {
    const {accountId, region} = stage.sandbox
    const owned = {accountId, region, name: 'rds!cluster-4f1c', owningService: 'rds', value: 'canary-value'}
    stage.sandbox.seedServiceOwnedSecret({...owned, rules: {AutomaticallyAfterDays: 7}})
    const run = await stage.run(['rollback', 'rds!cluster-4f1c', '--unproven', '--yes'])
    expect(run.stderr).toContain('belongs to rds: secrot can neither write its value nor move its labels (exit 3)')
    expect(run.stderr).toContain('aws rds modify-db-cluster ')
    expect([run.exitCode, moves(run)]).toEqual([3, 0])
  })

  it('for a secret that does not exist (exit 1), without a SECRET in a pipe, and with a probe that cannot be (exit 2)', async () => {
    expect((await stage.run(['rollback', 'nowhere', '--yes'])).exitCode).toBe(1)
    expect((await stage.run(['rollback', '--yes'])).exitCode).toBe(2)
    expect((await rollback(['--probe', 'a | b', '--yes'])).exitCode).toBe(2)
  })
})
