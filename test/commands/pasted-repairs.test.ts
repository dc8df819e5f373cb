import {GetFunctionConfigurationCommand, RemovePermissionCommand} from '@aws-sdk/client-lambda'
import {
  CreateAccessKeyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListRolePoliciesCommand,
  NoSuchEntityException,
  PutRolePolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {parse} from 'shell-quote'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {changesOf, secretOf} from '../support/doctor-answers.ts'
import {type DoctorStage, HOUR, loginProbe, type Failing, startDoctorStage} from '../support/doctor-stage.ts'
import {awsCli, awsCliTitle, withoutAwsCli} from '../support/foreign-clients.ts'
import {makeKey} from '../support/kms.ts'
import {permissionsOf, type Permissions} from '../support/permissions.ts'
import {rehearsed} from '../support/rehearsed.ts'

const NAME = 'prod/orders/db'
const ROTATOR = 'orders-db-rotation'
const USER = 'deployer'
const probe = ['--probe', loginProbe]

let stage: DoctorStage
let permissions: Permissions
let iam: IAMClient
let stateDir = ''

beforeEach(async () => {
  stage = await startDoctorStage({switches: {keySpreadMs: 0, pendingCleanup: false}})
  permissions = permissionsOf(stage)
  stateDir = await mkdtemp(join(tmpdir(), 'secrot-pasted-'))
  // A second attempt follows the sandbox's clock.
  iam = new IAMClient({...stage.sandbox.config, region: 'us-east-1', maxAttempts: 3})
})
afterEach(async () => {
  permissions[Symbol.dispose]()
  iam.destroy()
  await stage[Symbol.asyncDispose]()
  await rm(stateDir, {recursive: true, force: true})
})

/** A secret that rotated once and whose next rotation met a fault; all attempts are over. */
async function stuck(failing: Failing): Promise<string> {
  await stage.secret(NAME, await stage.rotator(ROTATOR))
  await stage.pass(HOUR)
  await stage.mend(ROTATOR, failing)
  const pending = await stage.rotate(NAME)
  await stage.pass(HOUR)
  return pending
}

/** A secret with the key of a user who has a second one; returns the id of that. */
async function twoKeys(): Promise<string> {
  const {accountId} = stage.sandbox
  const {accessKeyId, secretAccessKey} = stage.sandbox.iam.addUser({accountId, userName: USER})
  const value = JSON.stringify({userName: USER, accessKeyId, secretAccessKey})
  await stage.secrets.send(new CreateSecretCommand({Name: NAME, SecretString: value}))
  const {AccessKey} = await iam.send(new CreateAccessKeyCommand({UserName: USER}))
  await stage.pass(20 * 24 * HOUR)
  return AccessKey?.AccessKeyId ?? ''
}

/** Everything that a repair may change. Ids that were not there before are "new": each run makes its own. */
async function everything(known: readonly string[]): Promise<unknown> {
  const versions = await stage.versions(NAME)
  const secret = await stage.secrets.send(new DescribeSecretCommand({SecretId: NAME}))
  const keys = await iam.send(new ListAccessKeysCommand({UserName: USER})).catch(nobody)
  return {
    versions: Object.entries(versions).map(([id, labels]) => [known.includes(id) ? id : 'new', labels.toSorted()]),
    rotation: [secret.RotationEnabled, secret.RotationLambdaARN, secret.RotationRules],
    policy: secret.RotationLambdaARN === undefined ? [] : await permissions.of(ROTATOR),
    timeLimit: secret.RotationLambdaARN === undefined ? 0 : await timeLimit(),
    keys: keys.AccessKeyMetadata?.map(key => [key.AccessKeyId, key.Status]),
    role: (await iam.send(new ListRolePoliciesCommand({RoleName: 'rotation'}))).PolicyNames,
    kmsKey: secret.KmsKeyId === undefined ? '' : await stateOfKey(secret.KmsKeyId),
  }
}

async function stateOfKey(KeyId: string): Promise<string> {
  const {KeyMetadata} = (await stage.sandbox.call('kms', 'DescribeKey', {KeyId})) as {KeyMetadata: {KeyState: string}}
  return KeyMetadata.KeyState
}

async function timeLimit(): Promise<number | undefined> {
  const {Timeout} = await stage.lambda.send(new GetFunctionConfigurationCommand({FunctionName: ROTATOR}))
  return Timeout
}

function nobody(error: unknown): {AccessKeyMetadata: []} {
  if (!(error instanceof NoSuchEntityException)) throw error
  return {AccessKeyMetadata: []}
}

async function paste(command: string): Promise<void> {
  const [program, ...words] = parse(command).filter(word => typeof word === 'string')
  expect(program).toBe('aws')
  // What it asks of version 2 is what version 1 does anyway, and it does not know the words.
  const format = awsCliTitle.includes('aws-cli/1') ? words.indexOf('--cli-binary-format') : -1
  const known = format === -1 ? words : words.toSpliced(format, 2)
  // Stdout of a child is a socket here, and no file that could be opened.
  await awsCli(stage.sandbox, ...known.map(word => (word === '/dev/stdout' ? '/dev/null' : word)))
  await stage.sandbox.clock.idle()
}

interface Repair {
  /** Makes what is to be repaired; returns the flags that the repair needs. */
  readonly prepare: () => Promise<readonly string[]>
  readonly finding: string
  /** undefined: a state to name, which no report holds. */
  readonly plan: string | undefined
  /** It rests on a record, which lies in a state folder. Absent: each run has a folder of its own. */
  readonly fromRecord?: true
  /** Calls that the repair sends. */
  readonly changes: readonly string[]
}

const move = 'UpdateSecretVersionStage'
const repairs: readonly Repair[] = [
  {
    finding: 'pending-live-current-dead',
    plan: 'finish',
    changes: [move, move],
    prepare: async () => {
      await stuck({step: 'testSecret', how: 'sleeps'})
      return [...probe, '--allow', 'pending-live-current-dead']
    },
  },
  {
    finding: 'pending-without-value',
    plan: 'discard',
    changes: [move],
    prepare: async () => {
      await stuck({step: 'createSecret', how: 'throws'})
      return ['--yes']
    },
  },
  {
    finding: 'pending-after-cancel',
    plan: 'discard',
    changes: [move, move],
    prepare: async () => {
      await stuck({step: 'setSecret', how: 'throws'})
      await stage.secrets.send(new CancelRotateSecretCommand({SecretId: NAME}))
      await stage.pass(HOUR)
      return [...probe, '--allow', 'pending-after-cancel']
    },
  },
  {
    finding: 'pending-not-applied',
    plan: 'resume',
    changes: ['InvokeFunction', 'InvokeFunction', 'InvokeFunction'],
    prepare: async () => {
      await stuck({step: 'setSecret', how: 'throws'})
      await stage.mend(ROTATOR)
      return [...probe, '--trust-handler', await stage.codeOf(ROTATOR), '--allow', 'pending-not-applied']
    },
  },
  {
    finding: 'current-dead-previous-live',
    plan: 'restore previous',
    changes: [move],
    prepare: async () => {
      await stuck({step: 'setSecret', how: 'throws'})
      const {AWSPREVIOUS: previous = ''} = await stage.labels(NAME)
      await stage.setTarget(NAME, previous)
      return [...probe, '--allow', 'current-dead-previous-live']
    },
  },
  {
    finding: 'newer-version-without-label',
    plan: 'pin',
    changes: [move],
    prepare: async () => {
      await stage.move(NAME, 'AWSPENDING', await stuck({step: 'testSecret', how: 'throws'}))
      await stage.pass(HOUR)
      return ['--yes']
    },
  },
  {
    finding: 'pending-on-current',
    plan: undefined,
    changes: [move],
    prepare: async () => {
      await stage.secret(NAME, await stage.rotator(ROTATOR))
      await stage.pass(HOUR)
      return ['--tidy', '--yes']
    },
  },
  {
    finding: 'hold-label-left',
    plan: 'unpin',
    changes: [move],
    prepare: async () => {
      await stage.secret(NAME, await stage.rotator(ROTATOR))
      const {AWSCURRENT: first = ''} = await stage.labels(NAME)
      await stage.move(NAME, `secrot-hold-${first}`, undefined, first)
      for (let times = 0; times < 2; times += 1) await stage.rotate(NAME).then(() => stage.pass(HOUR))
      return [...probe, '--allow', 'hold-label-left']
    },
  },
  {
    finding: 'rotation-off',
    plan: 'switch on',
    changes: ['RotateSecret'],
    prepare: async () => {
      await stage.secret(NAME, await stage.rotator(ROTATOR))
      await stage.secrets.send(new CancelRotateSecretCommand({SecretId: NAME}))
      await stage.pass(HOUR)
      return ['--allow', 'rotation-off']
    },
  },
  {
    finding: 'invoke-permission-missing',
    plan: 'allow invoke',
    changes: ['AddPermission'],
    prepare: async () => {
      await stage.secret(NAME, await stage.rotator(ROTATOR))
      await stage.lambda.send(new RemovePermissionCommand({FunctionName: ROTATOR, StatementId: 'secrets-manager'}))
      return ['--yes']
    },
  },
  {
    finding: 'function-timeout-too-small',
    plan: 'raise timeout',
    fromRecord: true,
    changes: ['UpdateFunctionConfiguration'],
    prepare: async () => {
      await stage.secret(NAME, await stage.rotator(ROTATOR))
      const state = {config: stage.sandbox.config, stateDir, name: ROTATOR}
      await rehearsed(state, {slowest: {step: 'testSecret', worstMs: 41_200, timeoutMs: 60_000}})
      return ['--allow', 'function-timeout-too-small']
    },
  },
  {
    finding: 'role-lacks-secret-access',
    plan: 'allow role',
    changes: ['PutRolePolicy'],
    prepare: async () => {
      await stage.secret(NAME, await stage.rotator(ROTATOR))
      const reads = {Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: '*'}
      const PolicyDocument = JSON.stringify({Version: '2012-10-17', Statement: [reads]})
      await iam.send(new PutRolePolicyCommand({RoleName: 'rotation', PolicyName: 'all', PolicyDocument}))
      await stage.pass(HOUR)
      return ['--allow', 'role-lacks-secret-access']
    },
  },
  {
    finding: 'kms-key-unusable',
    plan: 'enable key',
    changes: ['CancelKeyDeletion', 'EnableKey'],
    prepare: async () => {
      await stage.secret(NAME, await stage.rotator(ROTATOR))
      const KmsKeyId = await makeKey(stage.sandbox)
      await stage.secrets.send(new UpdateSecretCommand({SecretId: NAME, KmsKeyId}))
      await stage.sandbox.call('kms', 'ScheduleKeyDeletion', {KeyId: KmsKeyId, PendingWindowInDays: 7})
      await stage.pass(HOUR)
      return ['--allow', 'kms-key-unusable']
    },
  },
  {
    finding: 'iam-key-limit-reached',
    plan: 'disable key',
    changes: ['UpdateAccessKey'],
    prepare: async () => {
      const spare = await twoKeys()
      return ['--target', 'iam-key', '--read-values', '--allow', `iam-key-limit-reached:${spare.slice(-4)}`]
    },
  },
  {
    finding: 'iam-current-key-inactive',
    plan: 'revive key',
    changes: ['UpdateAccessKey'],
    prepare: async () => {
      await twoKeys()
      const {AccessKeyMetadata: [first] = []} = await iam.send(new ListAccessKeysCommand({UserName: USER}))
      const inactive = {UserName: USER, AccessKeyId: first?.AccessKeyId, Status: 'Inactive' as const}
      await iam.send(new UpdateAccessKeyCommand(inactive))
      await stage.pass(HOUR)
      return ['--target', 'iam-key', '--read-values', '--allow', 'iam-current-key-inactive']
    },
  },
]

describe.skipIf(withoutAwsCli)(`the commands of --dry-run, pasted into ${awsCliTitle}`, {timeout: 120_000}, () => {
  it.each(repairs)('do what the repair of $finding does', async ({prepare, finding, plan, changes, fromRecord}) => {
    const state = fromRecord === true ? {stateDir} : {}
    const flags = await prepare()
    const argv = ['doctor', NAME, '--only', finding, ...flags, '--fix']
    const known = Object.keys(await stage.versions(NAME))
    const before = await everything(known)
    const start = stage.sandbox.snapshot()

    const fixed = await stage.run([...argv, '--json'], state)
    expect([secretOf(fixed).findings.find(({id}) => id === finding)?.plan?.name, changesOf(fixed)]).toEqual([
      plan,
      changes,
    ])
    const repaired = await everything(known)
    expect(repaired).not.toEqual(before)

    stage.sandbox.restore(start)
    const shown = await stage.run([...argv, '--dry-run'], state)
    expect([changesOf(shown), await everything(known)]).toEqual([[], before])
    const commands = Array.from(shown.stderr.matchAll(/^would run: (.*)$/gm), match => match[1] ?? '')
    expect(commands).toHaveLength(changes.length)
    for (const command of commands) await paste(command)
    expect(await everything(known)).toEqual(repaired)
  })
})
