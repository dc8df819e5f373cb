import {
  CancelRotateSecretCommand,
  DescribeSecretCommand,
  RotateSecretCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {coupledClock} from '../support/coupled-clock.ts'
import {makeKey} from '../support/kms.ts'
import {permissionsOf} from '../support/permissions.ts'
import {type RotatingFleet, startFleet} from '../support/rotating-fleet.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

interface Policy {
  readonly Version: string
  readonly Statement: readonly {readonly Sid: string; readonly Action: readonly string[]}[]
}

let fleet: RotatingFleet
let coupled: ReturnType<typeof coupledClock>
let users = 0
/** Where no records of rehearsals lie, whether this clone was built or not: with them `rotate` asks for the function, too. */
let unbuilt: string

beforeAll(async () => {
  unbuilt = await mkdtemp(join(tmpdir(), 'secrot-unbuilt-'))
})
afterAll(() => rm(unbuilt, {recursive: true, force: true}))

beforeEach(async () => {
  fleet = await startFleet()
  coupled = coupledClock(fleet.sandbox)
})

afterEach(async () => {
  coupled.stop()
  await fleet[Symbol.asyncDispose]()
})

/** What `secrot policy` prints. */
async function printed(argv: readonly string[]): Promise<Policy> {
  const run = await fleet.run(['policy', ...argv])
  expect(run.exitCode).toBe(0)
  return JSON.parse(run.stdout) as Policy
}

/** A whole command as an IAM user who may do what the policy says and nothing else. */
function runAs(policy: Policy, argv: readonly string[], input = ''): Promise<SecrotRun> {
  const {accountId, iam, url} = fleet.sandbox
  const credentials = iam.addUser({accountId, userName: `user-${++users}`, policies: {only: policy}})
  return fleet.run(argv, {sandbox: {url, credentials}, clock: coupled.clock, input, root: unbuilt})
}

function without(policy: Policy, action: string): Policy {
  const statements = policy.Statement.map(statement => ({
    ...statement,
    Action: statement.Action.filter(each => each !== action),
  }))
  return {...policy, Statement: statements.filter(({Action}) => Action.length > 0)}
}

interface Case {
  readonly policy: readonly string[]
  readonly argv: readonly string[]
  /** The rotation fails in testSecret, so that AWSPENDING is left and every source is asked. Absent: it succeeds. */
  readonly fails?: boolean
  readonly calls: readonly string[]
  /** What stands on standard input. */
  readonly input?: string
  /** May be missed without a word: the labels alone prove a rotation that succeeds at once. Absent: none. */
  readonly unmissed?: readonly string[]
  /** What is done before each run, as somebody who may do everything. Absent: nothing. */
  readonly before?: () => Promise<void>
}

/** Somebody switches the rotation off and takes the permission away; the secret is under a key of the account. */
async function undoEnable(): Promise<void> {
  const {sandbox, secrets} = fleet
  const {KmsKeyId} = await secrets.send(new DescribeSecretCommand({SecretId: 'prod/api'}))
  if (KmsKeyId === undefined)
    await secrets.send(new UpdateSecretCommand({SecretId: 'prod/api', KmsKeyId: await makeKey(sandbox)}))
  await secrets.send(new CancelRotateSecretCommand({SecretId: 'prod/api'}))
  await takePermissions()
  await fleet.pass(120_000)
}

/** Nobody may invoke the function by its own policy. */
async function takePermissions(): Promise<void> {
  using permissions = permissionsOf(fleet)
  for (const {Sid} of await permissions.of('api-rotation')) await permissions.remove('api-rotation', Sid)
}

/** Its rotation is on, and none runs. */
async function switchOn(): Promise<void> {
  const {RotationEnabled} = await fleet.secrets.send(new DescribeSecretCommand({SecretId: 'prod/api'}))
  if (RotationEnabled !== true)
    await fleet.secrets.send(new RotateSecretCommand({SecretId: 'prod/api', RotateImmediately: false}))
  await fleet.pass(60_000)
}

const pendingReads = ['cloudtrail:LookupEvents', 'lambda:GetFunctionConfiguration', 'logs:FilterLogEvents']
const cases: readonly (readonly [string, Case])[] = [
  [
    'status',
    {
      policy: ['status'],
      argv: ['status', 'prod/api', '--full'],
      fails: true,
      calls: [
        ...pendingReads,
        'secretsmanager:DescribeSecret',
        'secretsmanager:ListSecretVersionIds',
        'secretsmanager:ListSecrets',
      ],
    },
  ],
  [
    'status of a fleet',
    {
      policy: ['status'],
      argv: ['status'],
      fails: true,
      calls: [...pendingReads, 'secretsmanager:DescribeSecret', 'secretsmanager:ListSecrets'],
    },
  ],
  [
    'versions --diff',
    {
      policy: ['versions'],
      argv: ['versions', 'prod/api', '--diff', 'AWSCURRENT', 'AWSPENDING'],
      fails: true,
      calls: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:ListSecretVersionIds'],
    },
  ],
  [
    'history',
    {
      policy: ['history'],
      argv: ['history', 'prod/api'],
      fails: true,
      calls: [
        ...pendingReads,
        'secretsmanager:DescribeSecret',
        'secretsmanager:ListSecretVersionIds',
        'secretsmanager:ListSecrets',
      ],
    },
  ],
  [
    'rotate',
    {
      policy: ['rotate'],
      argv: ['rotate', 'prod/api', '--yes'],
      // The rotation of the run before must be over: another one is refused, whoever asks.
      before: () => fleet.pass(60_000),
      calls: ['secretsmanager:DescribeSecret', 'secretsmanager:RotateSecret'],
    },
  ],
  [
    'enable',
    {
      policy: ['enable'],
      argv: ['enable', 'prod/api', '--restore', '--grant', '--allow', 'rotation-off', '--yes'],
      before: undoEnable,
      calls: [
        'cloudtrail:LookupEvents',
        'iam:SimulatePrincipalPolicy',
        'kms:DescribeKey',
        'lambda:AddPermission',
        'lambda:GetFunctionConfiguration',
        'lambda:GetPolicy',
        'secretsmanager:DescribeSecret',
        'secretsmanager:RotateSecret',
      ],
    },
  ],
  [
    'disable',
    {
      policy: ['disable'],
      argv: ['disable', 'prod/api', '--yes'],
      before: switchOn,
      calls: ['secretsmanager:CancelRotateSecret', 'secretsmanager:DescribeSecret'],
    },
  ],
  [
    'grant',
    {
      policy: ['grant'],
      argv: ['grant', 'api-rotation', '--yes'],
      before: takePermissions,
      calls: ['lambda:AddPermission', 'lambda:GetFunctionConfiguration', 'lambda:GetPolicy'],
    },
  ],
  [
    'step --only testSecret --read-values',
    {
      policy: ['step'],
      argv: ['step', 'prod/api', '--only', 'testSecret', '--yes', '--read-values'],
      fails: true,
      calls: [
        'lambda:GetFunctionConfiguration',
        'lambda:InvokeFunction',
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:ListSecretVersionIds',
      ],
    },
  ],
  [
    'rollback',
    {
      policy: ['rollback'],
      argv: ['rollback', 'prod/api', '--target', 'none', '--read-values', '--yes'],
      calls: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
    },
  ],
  [
    'put',
    {
      policy: ['put'],
      argv: ['put', 'prod/api', '--read-values', '--yes'],
      input: 'canary-new',
      calls: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
    },
  ],
  [
    'rotate of many',
    {
      policy: ['rotate'],
      argv: ['rotate', '--filter', 'prod/api', '--yes'],
      calls: [
        'lambda:GetFunctionConcurrency',
        'lambda:GetFunctionConfiguration',
        'logs:FilterLogEvents',
        'secretsmanager:DescribeSecret',
        'secretsmanager:ListSecrets',
        'secretsmanager:RotateSecret',
      ],
      unmissed: ['logs:FilterLogEvents'],
    },
  ],
  [
    'doctor --read-values',
    {
      policy: ['doctor', '--read-only'],
      argv: ['doctor', 'prod/api', '--read-values'],
      fails: true,
      calls: [
        ...pendingReads,
        'iam:SimulatePrincipalPolicy',
        'lambda:GetFunctionConcurrency',
        'lambda:GetPolicy',
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:ListSecretVersionIds',
        'secretsmanager:ListSecrets',
      ],
    },
  ],
]

describe('the policy that secrot prints', () => {
  it.each(cases)('lets %s run; without any one action the command says which is missing', async (_, given) => {
    await fleet.secret(
      'prod/api',
      await fleet.rotator('api-rotation', given.fails === true ? {failsIn: 'testSecret'} : {}),
    )
    await fleet.pass(600_000)
    const narrowed = ['--secret', 'prod/api', '--function', 'api-rotation', '--region', 'eu-central-1']
    const policy = await printed([...given.policy, ...narrowed])
    await given.before?.()
    const whole = await runAs(policy, given.argv, given.input)
    expect([0, 3]).toContain(whole.exitCode)
    expect(whole.stdout + whole.stderr).not.toMatch(/[Nn]ot read|ACCESS_DENIED|not authorized/)
    // AWS needs no permission for GetCallerIdentity, so nobody can be without it.
    const called = [...new Set(whole.calledActions)].filter(action => action !== 'sts:GetCallerIdentity')
    expect(called.toSorted()).toEqual(given.calls.toSorted())
    const silent: string[] = []
    for (const action of called) {
      await given.before?.()
      const run = await runAs(without(policy, action), given.argv, given.input && `${given.input}-without-${action}`)
      const says = run.exitCode === 5 ? /ACCESS_DENIED|Not read/ : /[Nn]ot read/
      const named = (run.stdout + run.stderr).split('\n').some(line => says.test(line) && line.includes(action))
      if (!named && given.unmissed?.includes(action) !== true) silent.push(action)
    }
    expect(silent).toEqual([])
  })

  it('lets watch run without the list of versions, and it says so', async () => {
    await fleet.secret('prod/api', await fleet.rotator('api-rotation', {failsIn: 'testSecret'}))
    const policy = await printed(['watch', '--secret', 'prod/api'])
    const run = await runAs(without(policy, 'secretsmanager:ListSecretVersionIds'), [
      'watch',
      'prod/api',
      '--fail-fast',
    ])
    expect(run.stderr).toContain('Not read: versions of prod/api (secretsmanager:ListSecretVersionIds)')
  })
})
