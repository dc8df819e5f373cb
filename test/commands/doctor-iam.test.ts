import {AddPermissionCommand, CreateFunctionCommand} from '@aws-sdk/client-lambda'
import {
  CreateAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import {CreateSecretCommand, GetSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {readFile} from 'node:fs/promises'
import {resolve} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import {changesOf, conditionsOf, findingOf, resultOf, secretOf} from '../support/doctor-answers.ts'
import {type DoctorStage, HOUR, startDoctorStage} from '../support/doctor-stage.ts'

const NAME = 'prod/ci/deploy-key'
const ROTATOR = 'deploy-key-rotation'
const USER = 'deployer'
const handler = resolve(import.meta.dirname, '../../src/lib/sandbox/scenarios/demo/handlers/access-key-rotation.mjs')
const asked = ['doctor', NAME, '--target', 'iam-key', '--read-values', '--json']
const DAY = 24 * HOUR

let stage: DoctorStage
let iam: IAMClient

/** A real function in a process of its own rotates the key of a real user of the sandbox. */
beforeEach(async () => {
  stage = await startDoctorStage({switches: {keySpreadMs: 0}})
  iam = new IAMClient({...stage.sandbox.config, region: 'us-east-1', maxAttempts: 3})
  const {accountId} = stage.sandbox
  const key = stage.sandbox.iam.addUser({accountId, userName: USER})
  const roleArn = stage.sandbox.iam.addRole({
    accountId,
    roleName: 'key-rotation',
    policies: {all: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}},
  })
  const created = await stage.lambda.send(
    new CreateFunctionCommand({
      FunctionName: ROTATOR,
      Role: roleArn,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 30,
      Code: {ZipFile: zipFiles({'index.mjs': await readFile(handler, 'utf8')})},
    }),
  )
  await stage.lambda.send(
    new AddPermissionCommand({
      FunctionName: ROTATOR,
      StatementId: 'secrets-manager',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    }),
  )
  await stage.secrets.send(
    new CreateSecretCommand({
      Name: NAME,
      SecretString: JSON.stringify({
        userName: USER,
        accessKeyId: key.accessKeyId,
        secretAccessKey: key.secretAccessKey,
      }),
    }),
  )
  await stage.pass(HOUR)
  arn = created.FunctionArn ?? ''
})
afterEach(async () => {
  iam.destroy()
  await stage[Symbol.asyncDispose]()
})

let arn: string

async function rotation(): Promise<string> {
  const {RotateSecretCommand} = await import('@aws-sdk/client-secrets-manager')
  const answer = await stage.secrets.send(
    new RotateSecretCommand({SecretId: NAME, RotationLambdaARN: arn, RotationRules: {AutomaticallyAfterDays: 30}}),
  )
  await stage.sandbox.clock.idle()
  await stage.pass(HOUR)
  return answer.VersionId ?? ''
}

const keys = async () => (await iam.send(new ListAccessKeysCommand({UserName: USER}))).AccessKeyMetadata ?? []

describe('an access key whose rotation died after the old key was disabled', () => {
  it('is healed by moving AWSCURRENT to the key that IAM takes', async () => {
    stage.sandbox.faults.set([{kind: 'kill-after', service: 'iam', operation: 'UpdateAccessKey'}])
    const pending = await rotation()
    stage.sandbox.faults.clear()
    const found = await stage.run(asked)
    expect(conditionsOf(found)).toEqual(
      expect.arrayContaining(['pending-live-current-dead', 'iam-current-key-inactive']),
    )
    expect(secretOf(found).consumers).toBe('refused')
    expect(findingOf(found, 'iam-current-key-inactive').plan).toBeNull()
    expect(findingOf(found, 'pending-live-current-dead').message).toContain('the key in AWSCURRENT was ended')
    const run = await stage.run([...asked, '--fix', '--allow', 'pending-live-current-dead'])
    expect(findingOf(run, 'pending-live-current-dead').outcome).toBe('fixed')
    expect(await stage.labels(NAME)).toMatchObject({AWSCURRENT: pending})
    expect(secretOf(run).after?.consumers).toBe('working')
    expect(changesOf(run)).not.toContain('UpdateAccessKey')
  })

  it('needs consent to read the values, which is asked for once in a terminal', async () => {
    stage.sandbox.faults.set([{kind: 'kill-after', service: 'iam', operation: 'UpdateAccessKey'}])
    await rotation()
    const silent = await stage.run(['doctor', NAME, '--target', 'iam-key', '--json'])
    expect(resultOf(silent).next).toBe(`secrot doctor ${NAME} --target iam-key --read-values`)
    expect(silent.calledActions).not.toContain('secretsmanager:GetSecretValue')
    const run = await stage.run(['doctor', NAME, '--target', 'iam-key'], {
      tty: {columns: 100},
      env: {NO_COLOR: '1'},
      answers: ['y'],
    })
    expect(run.stderr.match(/--read-values/g)?.length).toBeGreaterThan(0)
    expect(run.stdout).toContain('CONSUMERS ARE REFUSED')
  })
})

describe('the key of AWSPREVIOUS', () => {
  const remark = 'asking IAM with the key of AWSPREVIOUS was a use of that key'

  /** The function died before it deleted the old key, which it had disabled; where wanted, it is active again. */
  async function rotated(previousActive: boolean): Promise<void> {
    const [previous] = await keys()
    stage.sandbox.faults.set([{kind: 'kill-before', service: 'iam', operation: 'DeleteAccessKey'}])
    await rotation()
    stage.sandbox.faults.clear()
    const Status = previousActive ? 'Active' : 'Inactive'
    await iam.send(new UpdateAccessKeyCommand({UserName: USER, AccessKeyId: previous?.AccessKeyId, Status}))
    await stage.pass(HOUR)
  }

  /** What the key of a label was used for last; undefined: nothing yet. */
  async function lastUse(label: string): Promise<string | undefined> {
    const version = new GetSecretValueCommand({SecretId: NAME, VersionStage: label})
    const {SecretString = '{}'} = await stage.secrets.send(version)
    const {accessKeyId: AccessKeyId} = JSON.parse(SecretString) as {accessKeyId: string}
    const {AccessKeyLastUsed: use} = await iam.send(new GetAccessKeyLastUsedCommand({AccessKeyId}))
    return use?.LastUsedDate === undefined ? undefined : use.ServiceName
  }

  it('is not used while the one of AWSCURRENT works: a rotator would keep it for that', async () => {
    await rotated(true)
    const run = await stage.run([...asked, '--strict'])
    expect([await lastUse('AWSPREVIOUS'), await lastUse('AWSCURRENT')]).toEqual([undefined, 'sts'])
    expect(secretOf(run).remarks).toEqual([])
    expect(secretOf(run).unread).toEqual([])
    const planned = await stage.run(['rollback', NAME, '--target', 'iam-key', '--read-values', '--dry-run', '--json'])
    expect([planned.exitCode, planned.json]).toMatchObject([
      0,
      {
        outcome: 'planned',
        proof: [
          {label: 'AWSPREVIOUS', answer: 'unknown', reason: expect.stringContaining('is a use')},
          {answer: 'accepted'},
        ],
      },
    ])
    expect(await lastUse('AWSPREVIOUS')).toBeUndefined()
    const moved = await stage.run(['rollback', NAME, '--target', 'iam-key', '--read-values', '--yes', '--json'])
    expect(moved.json).toMatchObject({outcome: 'rolled-back'})
  })

  it('is not used either while a rotation is stuck that wants it to be unused', async () => {
    await rotated(true)
    await rotation()
    await stage.pass(25 * HOUR)
    expect(conditionsOf(await stage.run(asked))).toContain('pending-without-value')
    expect(await lastUse('AWSPREVIOUS')).toBeUndefined()
  })

  it('is used by asking IAM with it where AWSCURRENT is refused, which is said', async () => {
    await rotated(true)
    const [current] = (await keys()).toSorted((a, b) => Number(b.CreateDate) - Number(a.CreateDate))
    await iam.send(new UpdateAccessKeyCommand({UserName: USER, AccessKeyId: current?.AccessKeyId, Status: 'Inactive'}))
    const run = await stage.run(['doctor', NAME, '--target', 'iam-key', '--read-values'])
    expect(run.stdout).toContain(`   note: ${remark}`)
    expect(run.stdout).toContain('ListAccessKeys: inactive')
    const found = await stage.run(asked)
    expect(secretOf(found).remarks).toEqual([expect.stringContaining(remark)])
    expect(conditionsOf(found)).toContain('current-dead-previous-live')
  })

  it('is refused by the list of the user’s keys where it is inactive, and nobody asks with it', async () => {
    await rotated(false)
    expect(secretOf(await stage.run(['doctor', NAME, '--target', 'iam-key', '--json'])).remarks).toEqual([])
    const run = await stage.run([...asked, '--all'])
    expect(secretOf(run).remarks).toEqual([])
    expect(findingOf(run, 'previous-does-not-authenticate').id).toBeDefined()
    const planned = await stage.run(['rollback', NAME, '--target', 'iam-key', '--read-values', '--dry-run', '--json'])
    expect([planned.exitCode, planned.json]).toMatchObject([3, {error: {code: 'TARGET_WANTS_NEWER'}}])
  })
})

describe('a key that does not exist any more', () => {
  it('is gone, not only rejected: the label goes with --yes and its value is kept', async () => {
    stage.sandbox.faults.set([{kind: 'kill-before', service: 'iam', operation: 'ListAccessKeys'}])
    const pending = await rotation()
    stage.sandbox.faults.clear()
    const {DeleteAccessKeyCommand} = await import('@aws-sdk/client-iam')
    const newest = (await keys()).toSorted((a, b) => Number(b.CreateDate) - Number(a.CreateDate))[0]
    await iam.send(new DeleteAccessKeyCommand({UserName: USER, AccessKeyId: newest?.AccessKeyId}))
    await stage.pass(HOUR)
    const run = await stage.run([...asked, '--fix', '--yes'])
    expect(findingOf(run, 'pending-credential-gone')).toMatchObject({outcome: 'fixed', fixClass: 'auto'})
    expect((await stage.versions(NAME))[pending]).toEqual([`secrot-hold-${pending}`])
  })
})

describe('a user with two keys, one of them in no labelled version', () => {
  async function orphaned(): Promise<string> {
    const {AccessKey} = await iam.send(new CreateAccessKeyCommand({UserName: USER}))
    await rotation()
    return AccessKey?.AccessKeyId ?? ''
  }

  it('is named; a key made lately is left alone, and rotate is not offered', async () => {
    const orphan = await orphaned()
    const run = await stage.run([...asked, '--fix', '--yes', '--allow', `iam-key-limit-reached:${orphan.slice(-4)}`])
    expect(findingOf(run, 'iam-key-limit-reached')).toMatchObject({
      message: `${USER} has 2 keys, and …${orphan.slice(-4)} is in no labelled version.`,
      refusedBecause: expect.stringContaining('too lately') as string,
    })
    expect(changesOf(run)).toEqual(['UpdateSecretVersionStage'])
  })

  it('is disabled only when its last four characters are named', async () => {
    const orphan = await orphaned()
    await stage.pass(20 * DAY)
    const refused = await stage.run([...asked, '--fix', '--yes', '--allow', 'iam-key-limit-reached'])
    expect(changesOf(refused)).not.toContain('UpdateAccessKey')
    const run = await stage.run([...asked, '--fix', '--allow', `iam-key-limit-reached:${orphan.slice(-4)}`])
    expect(changesOf(run)).toContain('UpdateAccessKey')
    expect((await keys()).find(key => key.AccessKeyId === orphan)?.Status).toBe('Inactive')
  })

  it('is still said to be there, and not to be the function’s fault, once its key was disabled', async () => {
    const orphan = await orphaned()
    await stage.pass(20 * DAY)
    const allow = `iam-key-limit-reached:${orphan.slice(-4)}`
    const run = await stage.run([...asked, '--fix', '--allow', allow])
    const open = secretOf(run).after?.notes.find(note => note.label === 'Still open')
    expect(open?.text).toBe(
      `iam-key-limit-reached: ${USER} has 2 keys, and …${orphan.slice(-4)} is in no labelled version.`,
    )
  })

  it('is shown with who used it, by IAM and by the trail, before the question', async () => {
    const orphan = await orphaned()
    await stage.pass(20 * DAY)
    const run = await stage.run(['doctor', NAME, '--target', 'iam-key', '--read-values', '--fix'], {
      tty: {columns: 100},
      env: {NO_COLOR: '1'},
      answers: ['n', 'n'],
    })
    const before = run.stderr.slice(0, run.stderr.indexOf(`? Disable the access key …${orphan.slice(-4)}`))
    const said = before.slice(before.indexOf('disable key'))
    expect(said).toContain(`used     …${orphan.slice(-4)}`)
    expect(said.replaceAll(/\s+/g, ' ')).toContain(
      'by nobody for 24h in the trail of eu-central-1, for 24h in the trail of us-east-1, management events, up to 15 minutes late',
    )
    expect(changesOf(run)).not.toContain('UpdateAccessKey')
  })

  it('is left alone when the trail shows a use that IAM does not tell yet', async () => {
    const {AccessKey} = await iam.send(new CreateAccessKeyCommand({UserName: USER}))
    await rotation()
    await stage.pass(20 * DAY)
    const {AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = ''} = AccessKey ?? {}
    const sts = new STSClient({...stage.sandbox.config, credentials: {accessKeyId, secretAccessKey}})
    await sts.send(new GetCallerIdentityCommand({}))
    sts.destroy()
    await stage.pass(20 * 60_000)
    const run = await stage.run([
      ...asked,
      '--fix',
      '--yes',
      '--allow',
      `iam-key-limit-reached:${accessKeyId.slice(-4)}`,
    ])
    expect(findingOf(run, 'iam-key-limit-reached').refusedBecause).toContain('is in use: sts:GetCallerIdentity')
    expect(changesOf(run)).not.toContain('UpdateAccessKey')
  })

  it('is left alone when it was used between the plan and the act', async () => {
    const {AccessKey} = await iam.send(new CreateAccessKeyCommand({UserName: USER}))
    await rotation()
    await stage.pass(20 * DAY)
    const {AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = ''} = AccessKey ?? {}
    const sts = new STSClient({...stage.sandbox.config, credentials: {accessKeyId, secretAccessKey}})
    let used = false
    const run = await stage.run(
      [
        'doctor',
        NAME,
        '--target',
        'iam-key',
        '--read-values',
        '--fix',
        '--allow',
        `iam-key-limit-reached:${accessKeyId.slice(-4)}`,
      ],
      {
        onOutput: ({stderr}) => {
          if (used || !stderr.includes('disable key')) return
          used = true
          void sts.send(new GetCallerIdentityCommand({}))
        },
      },
    )
    sts.destroy()
    expect(used).toBe(true)
    expect(run.stdout).toContain('STATE_CHANGED')
    expect(changesOf(run)).not.toContain('UpdateAccessKey')
  })

  it('is left alone while the trail may not be read, naming what to allow', async () => {
    const orphan = await orphaned()
    await stage.pass(20 * DAY)
    stage.sandbox.faults.set([{kind: 'access-denied', operation: 'LookupEvents'}])
    const run = await stage.run([...asked, '--fix', '--yes', '--allow', `iam-key-limit-reached:${orphan.slice(-4)}`])
    expect(findingOf(run, 'iam-key-limit-reached').refusedBecause).toContain('could not be read')
    expect(changesOf(run)).not.toContain('UpdateAccessKey')
  })
})

describe('a key whose createSecret died before it was stored', () => {
  async function died(): Promise<string> {
    const before = (await keys()).map(({AccessKeyId}) => AccessKeyId)
    stage.sandbox.faults.set([{kind: 'kill-after', service: 'iam', operation: 'CreateAccessKey'}])
    await rotation()
    stage.sandbox.faults.clear()
    return (await keys()).find(({AccessKeyId}) => !before.includes(AccessKeyId))?.AccessKeyId ?? ''
  }

  it('is named as such, and is not found once it was disabled where the limit of keys is', async () => {
    const orphan = await died()
    const found = findingOf(await stage.run(asked), 'iam-key-orphaned')
    expect(found).toMatchObject({severity: 'high', refusedBecause: 'iam-key-limit-reached repairs it'})
    expect(found.message).toContain(`…${orphan.slice(-4)} of ${USER} was made after `)
    await stage.pass(15 * DAY)
    const run = await stage.run([...asked, '--fix', '--allow', `iam-key-limit-reached:${orphan.slice(-4)}`])
    expect(findingOf(run, 'iam-key-limit-reached').callsMade).toBe(1)
    expect((await keys()).find(({AccessKeyId}) => AccessKeyId === orphan)?.Status).toBe('Inactive')
    expect(secretOf(run).after?.findings.map(({id}) => id)).not.toContain('iam-key-orphaned')
  })

  it('is none where somebody made it by hand beside rotations that stored theirs', async () => {
    await iam.send(new CreateAccessKeyCommand({UserName: USER}))
    expect(conditionsOf(await stage.run(asked))).not.toContain('iam-key-orphaned')
  })
})
