import {
  DeleteSecretCommand,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, readdir, readFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {breachesOf} from '../support/json-schema.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

let bench: RotatorBench
let functionArn: string
let arn: string
const name = 'prod/api'
const terminal = {tty: {columns: 200}, env: {NO_COLOR: '1'}}

beforeEach(async () => {
  bench = await startRotators()
  functionArn = await bench.rotator('api-rotation')
  arn = await bench.secret(name, functionArn)
})

afterEach(() => bench[Symbol.asyncDispose]())

const cancels = (run: SecrotRun): number =>
  run.calledActions.filter(action => action === 'secretsmanager:CancelRotateSecret').length

/** AWSPENDING on a version of its own, as a failed rotation leaves it. */
async function makePending(): Promise<string> {
  const pending = {SecretId: name, SecretString: 'canary-value', VersionStages: ['AWSPENDING']}
  return (await bench.secrets.send(new PutSecretValueCommand(pending))).VersionId ?? ''
}

describe('disable', () => {
  it('tells what AWS keeps and how it is switched on again, asks, and switches off', async () => {
    const run = await bench.run(['disable', name], {...terminal, answers: ['y']})
    expect(run.stderr).toContain(`Switch the rotation of ${name} off · 111122223333 · eu-central-1 · root`)
    expect(run.stderr).toContain(`  undo  aws secretsmanager rotate-secret --secret-id ${arn} --rotation-lambda-arn`)
    expect(run.stderr).toContain(`  aws   aws secretsmanager cancel-rotate-secret --secret-id ${arn}\n`)
    expect(run.stderr).toContain(
      `  keeps ${functionArn}, every 30 days: AWS keeps them, enable --restore takes them up\n`,
    )
    expect(run.stderr).not.toContain('  left  ')
    expect(run.stderr).toContain(`? Switch the rotation of ${name} off? (y/N, --yes) y`)
    expect(run.stdout).toBe(`✔ switched off: ${name} does not rotate any more\n`)
    expect(run.stderr).toContain(`Next: secrot status ${name}\n`)
    expect([run.exitCode, cancels(run)]).toEqual([0, 1])
  })

  it('makes no call the second time and says so (exit 0)', async () => {
    await bench.run(['disable', name, '--yes'])
    const run = await bench.run(['disable', name, '--yes'])
    expect(run.stdout).toBe(`○ the rotation of ${name} is off already, nothing was changed\n`)
    expect([run.exitCode, cancels(run)]).toEqual([0, 0])
  })

  it('makes no call for a secret that never rotated', async () => {
    await bench.secret('prod/plain')
    const run = await bench.run(['disable', 'prod/plain'])
    expect(run.stdout).toContain('the rotation of prod/plain was never configured, nothing was changed')
    expect([run.exitCode, cancels(run)]).toEqual([0, 0])
  })

  it('says before and after that AWSPENDING stays on a version that is not current, and leads to doctor', async () => {
    const pending = await makePending()
    const run = await bench.run(['disable', name, '--yes'])
    expect(run.stderr).toContain(`  left  AWSPENDING may stay on ${pending}, which is not current`)
    expect(run.stderr).toContain('  left  a rotation under way is stopped')
    expect(run.stderr).toContain(`  undo  secrot doctor ${arn}\n`)
    expect(run.stdout).toContain(`AWSPENDING is on ${pending}, which is not current: its value may be`)
    expect(run.stderr).toMatch(new RegExp(`Next: secrot doctor ${name}\n$`))
    expect(run.exitCode).toBe(0)
    const again = await bench.run(['disable', name])
    expect(again.stderr).toBe(`Next: secrot doctor ${name}\n`)
    expect((await bench.labels(name))[pending]).toEqual(['AWSPENDING'])
  })

  it('changes nothing when the answer is no (exit 3), with --dry-run, and where nobody can answer (exit 2)', async () => {
    const declined = await bench.run(['disable', name], {...terminal, answers: ['']})
    const planned = await bench.run(['disable', name, '--dry-run'])
    const nobody = await bench.run(['disable', name])
    expect([declined.exitCode, declined.stdout]).toEqual([3, '○ declined, nothing was changed (exit 3)\n'])
    expect([planned.exitCode, planned.stdout]).toEqual([0, '○ planned, nothing was changed (--dry-run)\n'])
    expect([nobody.exitCode, nobody.stderr]).toEqual([2, expect.stringContaining('--yes')])
    expect([declined, planned, nobody].map(cancels)).toEqual([0, 0, 0])
  })

  it('journals function and schedule as the way back before it sends', async () => {
    const stateDir = await mkdtemp(join(tmpdir(), 'secrot-disable-'))
    await bench.run(['disable', name, '--yes'], {stateDir})
    const files = await readdir(stateDir, {recursive: true, withFileTypes: true})
    const file = files.find(one => one.isFile() && one.name.endsWith('.jsonl')) ?? files.find(one => one.isFile())
    const text = await readFile(join(file?.parentPath ?? '', file?.name ?? ''), 'utf8')
    const entries = text.split('\n').flatMap(line => (line.startsWith('{"kind"') ? [JSON.parse(line) as object] : []))
    const undo = [expect.stringContaining(`--rotation-lambda-arn ${functionArn} --rotation-rules`)]
    expect(entries[1]).toMatchObject({kind: 'intent', action: 'secretsmanager:CancelRotateSecret', undo})
    expect(entries[2]).toMatchObject({kind: 'outcome', outcome: 'done'})
  })

  it('sends nothing when the labels moved between plan and call (STATE_CHANGED, exit 3)', async () => {
    let moved: Promise<unknown> | undefined
    const run = await bench.run(['disable', name], {
      ...terminal,
      answers: ['y'],
      onOutput: ({stderr}) => {
        if (!stderr.includes('(y/N, --yes)')) return
        moved ??= bench.labels(name).then(labels => {
          const move = {SecretId: arn, VersionStage: 'MINE', MoveToVersionId: Object.keys(labels)[0]!}
          return bench.secrets.send(new UpdateSecretVersionStageCommand(move))
        })
      },
    })
    await moved
    expect([run.exitCode, cancels(run)]).toEqual([3, 0])
    expect(run.stderr).toContain('STATE_CHANGED')
  })

  it('believes the secret and not a lost reply', async () => {
    bench.sandbox.faults.set([{kind: 'lost-reply', operation: 'CancelRotateSecret', times: 1}])
    const run = await bench.run(['disable', name, '--yes', '--json'])
    expect(run.json).toMatchObject({outcome: 'disabled', rotation: {enabled: false}})
    bench.sandbox.faults.set([])
    expect((await bench.run(['disable', name])).stdout).toContain('is off already')
  })

  it('says that nothing was switched off when the call never arrived (exit 1)', async () => {
    bench.sandbox.faults.set([{kind: 'connection-reset', operation: 'CancelRotateSecret', times: 1}])
    const run = await bench.run(['disable', name, '--yes'])
    expect([run.exitCode, run.stdout]).toEqual([1, ''])
  })

  it('ends with 5 for a caller without the permission', async () => {
    const action = 'secretsmanager:CancelRotateSecret'
    const Statement = [
      {Effect: 'Allow', Action: '*', Resource: '*'},
      {Effect: 'Deny', Action: action, Resource: '*'},
    ]
    const policies = {most: {Version: '2012-10-17', Statement}}
    const key = bench.sandbox.iam.addUser({accountId: bench.sandbox.accountId, userName: 'reader', policies})
    const env = {AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey}
    const run = await bench.run(['disable', name, '--yes'], {env})
    expect([run.exitCode, run.stderr]).toEqual([5, expect.stringContaining(action)])
  })

  it('prints one object with --json, the same members whatever the outcome', async () => {
    const planned = await bench.run(['disable', name, '--dry-run', '--json'])
    const done = await bench.run(['disable', name, '--yes', '--json'])
    const again = await bench.run(['disable', name, '--json'])
    for (const run of [planned, done, again]) {
      expect(breachesOf('disable', run.json)).toEqual([])
      expect(Object.keys(run.json as object)).toEqual(Object.keys(planned.json as object))
    }
    expect(done.json).toMatchObject({
      outcome: 'disabled',
      rotation: {enabled: false, function: functionArn, automaticallyAfterDays: 30},
      pendingVersionId: null,
    })
    expect([planned, again].map(run => (run.json as {outcome: string}).outcome)).toEqual(['planned', 'already'])
  })
})

describe('disable is refused', () => {
  it('for a replica, with the command for its primary, and for a secret to be deleted (exit 3)', async () => {
    const AddReplicaRegions = [{Region: 'us-east-1'}]
    await bench.secrets.send(new ReplicateSecretToRegionsCommand({SecretId: name, AddReplicaRegions}))
    await bench.sandbox.clock.advance(60_000)
    const replica = await bench.run(['disable', name, '--yes', '--region', 'us-east-1'])
    expect([replica.exitCode, replica.stderr]).toEqual([3, expect.stringContaining(`secrot disable ${arn}\n`)])
    await bench.secret('prod/old', functionArn)
    await bench.secrets.send(new DeleteSecretCommand({SecretId: 'prod/old'}))
    const deleted = await bench.run(['disable', 'prod/old', '--yes'])
    expect([deleted.exitCode, deleted.stderr]).toEqual([3, expect.stringContaining('restore-secret')])
    expect([replica, deleted].map(cancels)).toEqual([0, 0])
  })

  it('for a secret that does not exist (exit 1), and without a SECRET in a pipe (exit 2)', async () => {
    expect((await bench.run(['disable', 'nowhere', '--yes'])).exitCode).toBe(1)
    expect((await bench.run(['disable', '--yes'])).exitCode).toBe(2)
  })
})

describe('a secret that another service owns', () => {
  it('is switched off, its owner named once with the command that is its own', async () => {
    const {accountId, region} = bench.sandbox
    const owned = {accountId, region, name: 'rds!cluster-4f1c', owningService: 'rds', value: 'canary-value'}
    bench.sandbox.seedServiceOwnedSecret({...owned, rules: {AutomaticallyAfterDays: 7}})
    const run = await bench.run(['disable', 'rds!cluster-4f1c', '--yes'])
    expect(run.stderr.match(/belongs to rds: .* aws rds modify-db-cluster /g)).toHaveLength(1)
    expect(run.stderr).toContain("--secret-id 'arn:aws:secretsmanager:")
    expect([run.exitCode, cancels(run)]).toEqual([0, 1])
    const json = await bench.run(['disable', 'rds!cluster-4f1c', '--json'])
    expect(json.json).toMatchObject({outcome: 'already', secret: {owningService: 'rds'}, rotation: {function: null}})
  })
})
