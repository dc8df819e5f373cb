import {
  CancelRotateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {breachesOf} from '../support/json-schema.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

let bench: RotatorBench
let functionArn: string
let arn: string
let stateDir: string
const name = 'prod/api'
const account = '111122223333'
const terminal = {tty: {columns: 200}, env: {NO_COLOR: '1'}}

/** A secret that a function rotates every 30 days. */
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-enable-'))
  bench = await startRotators()
  functionArn = await bench.rotator('api-rotation')
  arn = await bench.secret(name, functionArn)
})

afterEach(async () => {
  await bench.sandbox.clock.idle()
  await bench[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

const rotates = (run: SecrotRun): number =>
  run.calledActions.filter(action => action === 'secretsmanager:RotateSecret').length

const settle = (): Promise<void> => bench.sandbox.clock.advance(120_000)

async function rotation(secretId = name) {
  const secret = await bench.secrets.send(new DescribeSecretCommand({SecretId: secretId}))
  return [secret.RotationEnabled, secret.RotationLambdaARN, secret.RotationRules] as const
}

/** Another user of the account switches the rotation off. */
async function somebodyCancels(): Promise<string> {
  const policies = {all: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}}
  const credentials = bench.sandbox.iam.addUser({accountId: account, userName: 'ada', policies})
  await bench.sandbox.clock.advance(60_000)
  const theirs = new SecretsManagerClient({...bench.sandbox.config, credentials})
  await theirs.send(new CancelRotateSecretCommand({SecretId: name}))
  theirs.destroy()
  await bench.sandbox.clock.advance(1000)
  return `arn:aws:iam::${account}:user/ada`
}

describe('enable --restore', () => {
  it('brings function and rules back as AWS keeps them, without rotating at once', async () => {
    const before = await rotation()
    await bench.run(['disable', name, '--yes'], {stateDir})
    const run = await bench.run(['enable', name, '--restore', '--yes'], {stateDir})
    expect(run.stderr).toContain('✔ schedule    every 30 days (secretsmanager:DescribeSecret)\n')
    expect(run.stdout).toContain(`✔ switched on: ${name} rotates every 30 days, next by `)
    expect(run.exitCode).toBe(0)
    expect(await rotation()).toEqual(before)
    await settle()
    expect(Object.values(await bench.labels(name))).toEqual([['AWSCURRENT']])
  })

  it('rotates at once with --now', async () => {
    await bench.run(['disable', name, '--yes'], {stateDir})
    const run = await bench.run(['enable', name, '--restore', '--now', '--yes', '--json'], {stateDir})
    expect(run.json).toMatchObject({outcome: 'started', rotation: {now: true, automaticallyAfterDays: 30}})
    expect(breachesOf('enable', run.json)).toEqual([])
  })

  it('takes them from the journal where AWS shows none', async () => {
    const before = await rotation()
    await bench.secret('prod/other')
    const forgotten = await bench.secret('prod/forgotten')
    const snapshot = bench.sandbox.snapshot()
    const enable = ['enable', 'prod/forgotten', '--function', 'api-rotation', '--every', '30d', '--later', '--yes']
    await bench.run(enable, {stateDir})
    await settle()
    await bench.run(['disable', 'prod/forgotten', '--yes'], {stateDir})
    bench.sandbox.restore(snapshot)
    expect(await rotation('prod/forgotten')).toEqual([undefined, undefined, undefined])
    const run = await bench.run(['enable', forgotten, '--restore', '--yes'], {stateDir})
    expect(run.stderr).toMatch(/✔ schedule {4}every 30 days \(journal \d{8}-\d{6}-\w{4}\)\n/)
    expect(await rotation('prod/forgotten')).toEqual(before)
    const other = await bench.run(['enable', 'prod/other', '--restore', '--yes'], {stateDir})
    expect([other.exitCode, other.stderr]).toEqual([2, expect.stringContaining('--every 30d')])
  })

  it('does not go with another schedule or function (exit 2)', async () => {
    for (const flags of [
      ['--every', '30d'],
      ['--function', 'api-rotation'],
    ])
      expect((await bench.run(['enable', name, '--restore', ...flags])).exitCode).toBe(2)
  })
})

describe('a rotation that somebody else switched off', () => {
  it('goes on again only by a question of its own, which shows who did it and when; Enter is No', async () => {
    const by = await somebodyCancels()
    const run = await bench.run(['enable', name, '--yes'], {...terminal, answers: ['']})
    expect(run.stderr).toMatch(
      new RegExp(`! cancelled {3}20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ by ${by}, 127.0.0.1, aws-sdk-js/`),
    )
    expect(run.stderr).toContain(
      `? Somebody switched the rotation of ${name} off. Switch it on again all the same? (y/N, --allow rotation-off)`,
    )
    expect([run.exitCode, rotates(run)]).toEqual([3, 0])
  })

  it('is not answered by --yes, and is by --allow rotation-off', async () => {
    const by = await somebodyCancels()
    const yes = await bench.run(['enable', name, '--yes'])
    expect([yes.exitCode, yes.stderr, rotates(yes)]).toEqual([2, expect.stringContaining('--allow rotation-off'), 0])
    const run = await bench.run(['enable', name, '--yes', '--allow', 'rotation-off', '--json'])
    expect(run.json).toMatchObject({outcome: 'started', cancelled: {by, reason: null}})
    expect(breachesOf('enable', run.json)).toEqual([])
  })

  it('counts as somebody else’s where the trail may not be read, and the action is named', async () => {
    await bench.cancel(name)
    const Statement = [
      {Effect: 'Allow', Action: '*', Resource: '*'},
      {Effect: 'Deny', Action: 'cloudtrail:LookupEvents', Resource: '*'},
    ]
    const policies = {most: {Version: '2012-10-17', Statement}}
    const key = bench.sandbox.iam.addUser({accountId: account, userName: 'reader', policies})
    const env = {AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey}
    const run = await bench.run(['enable', name, '--yes'], {env})
    expect(run.stderr).toContain('by whom is not read: you may not read who did it (cloudtrail:LookupEvents)\n')
    expect([run.exitCode, rotates(run)]).toEqual([2, 0])
  })

  it('is known from the journal before the trail shows it, unless the secret has changed since', async () => {
    await bench.run(['disable', name, '--yes'], {stateDir})
    const ours = await bench.run(['enable', name, '--later', '--yes', '--dry-run'], {stateDir})
    expect(ours.stderr).toMatch(/! cancelled {3}\S+ by secrot on this machine, run \d{8}-\d{6}-\w{4}\n/)
    await bench.run(['enable', name, '--later', '--yes'], {stateDir})
    await settle()
    const by = await somebodyCancels()
    const theirs = await bench.run(['enable', name, '--later', '--yes'], {stateDir})
    expect(theirs.stderr).toContain(`by ${by}`)
    expect([theirs.exitCode, rotates(theirs)]).toEqual([2, 0])
  })
})

describe('enable of a secret that another service owns', () => {
  const owned = 'rds!cluster-4f1c'

  beforeEach(() => {
    const {accountId, region} = bench.sandbox
    const secret = {accountId, region, name: owned, owningService: 'rds', value: 'canary-value'}
    bench.sandbox.seedServiceOwnedSecret({...secret, rules: {AutomaticallyAfterDays: 7}})
  })

  it('changes its schedule and nothing else, and asks for no function', async () => {
    const run = await bench.run(['enable', owned, '--every', '10d', '--yes'])
    expect(run.stderr).toContain(`${owned} belongs to rds, which rotates it: only its schedule is changed\n`)
    expect(run.stderr).not.toMatch(/✔ (function|permission|role)/)
    expect(run.stdout).toContain(`✔ changed: ${owned} rotates every 10 days`)
    expect([run.exitCode, await rotation(owned)]).toEqual([0, [true, undefined, {AutomaticallyAfterDays: 10}]])
  })

  it('refuses a function (exit 3)', async () => {
    const run = await bench.run(['enable', owned, '--function', 'api-rotation', '--every', '10d', '--yes'])
    expect([run.exitCode, run.stderr, rotates(run)]).toEqual([3, expect.stringContaining('SERVICE_OWNED'), 0])
  })
})

describe('enable is refused', () => {
  it('while AWSPENDING is on a version that is not current, and leads to doctor (exit 3)', async () => {
    const pending = {SecretId: name, SecretString: 'canary-value', VersionStages: ['AWSPENDING']}
    await bench.secrets.send(new PutSecretValueCommand(pending))
    const run = await bench.run(['enable', name, '--every', '10d', '--yes'])
    expect([run.exitCode, run.stderr, rotates(run)]).toEqual([3, expect.stringContaining(`secrot doctor ${name}\n`), 0])
  })

  it('for a replica, with the command for its primary, and for a secret to be deleted (exit 3)', async () => {
    const AddReplicaRegions = [{Region: 'us-east-1'}]
    await bench.secrets.send(new ReplicateSecretToRegionsCommand({SecretId: name, AddReplicaRegions}))
    await bench.sandbox.clock.advance(60_000)
    const replica = await bench.run(['enable', name, '--every', '10d', '--yes', '--region', 'us-east-1'])
    expect([replica.exitCode, replica.stderr]).toEqual([3, expect.stringContaining(`secrot enable ${arn}\n`)])
    await bench.secret('prod/old', functionArn)
    await bench.secrets.send(new DeleteSecretCommand({SecretId: 'prod/old'}))
    const deleted = await bench.run(['enable', 'prod/old', '--every', '10d', '--yes'])
    expect([deleted.exitCode, deleted.stderr]).toEqual([3, expect.stringContaining('restore-secret')])
    expect([replica, deleted].map(rotates)).toEqual([0, 0])
  })

  it('for a secret that does not exist (exit 1), without a SECRET in a pipe (exit 2), and to whom it is denied (exit 5)', async () => {
    expect((await bench.run(['enable', 'nowhere', '--yes'])).exitCode).toBe(1)
    expect((await bench.run(['enable', '--yes'])).exitCode).toBe(2)
    const action = 'secretsmanager:RotateSecret'
    const Statement = [
      {Effect: 'Allow', Action: '*', Resource: '*'},
      {Effect: 'Deny', Action: action, Resource: '*'},
    ]
    const policies = {most: {Version: '2012-10-17', Statement}}
    const key = bench.sandbox.iam.addUser({accountId: account, userName: 'reader', policies})
    const env = {AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey}
    const run = await bench.run(['enable', name, '--every', '10d', '--yes'], {env})
    expect([run.exitCode, run.stderr]).toEqual([5, expect.stringContaining(action)])
  })
})
