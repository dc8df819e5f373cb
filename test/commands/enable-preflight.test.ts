import {DescribeSecretCommand, PutResourcePolicyCommand, UpdateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {breachesOf} from '../support/json-schema.ts'
import {keyPolicy, makeKey} from '../support/kms.ts'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import {permissionsOf, type Permissions} from '../support/permissions.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

let bench: RotatorBench
let permissions: Permissions
let arn: string
const name = 'prod/api'
const account = '111122223333'
const functionArn = `arn:aws:lambda:eu-central-1:${account}:function:api-rotation`
const first = ['enable', name, '--every', '30d', '--yes', '--function']

async function begin(switches: Parameters<typeof startRotators>[0] = {}): Promise<void> {
  bench = await startRotators(switches)
  permissions = permissionsOf(bench)
  await bench.rotator('api-rotation')
  arn = await bench.secret(name)
}

beforeEach(() => begin())

afterEach(async () => {
  await bench.sandbox.clock.idle()
  permissions[Symbol.dispose]()
  await bench[Symbol.asyncDispose]()
})

interface Answer {
  readonly outcome: string
  readonly checks: readonly {
    readonly name: string
    readonly state: string
    readonly text: string
    readonly source: string
  }[]
  readonly changes: readonly {readonly action: string}[]
  readonly exitCode: number
}

const changing = (run: SecrotRun): readonly string[] =>
  run.calledActions.filter(action => /:(RotateSecret|AddPermission|RemovePermission)$/.test(action))

async function answerOf(argv: readonly string[], options: RunSecrotOptions = {}): Promise<Answer> {
  const {json} = await bench.run([...argv, '--json'], options)
  expect(breachesOf('enable', json)).toEqual([])
  return json as Answer
}

const checkOf = ({checks}: Answer, wanted: string) => {
  const {state, text, source} = checks.find(check => check.name === wanted) ?? {state: 'absent', text: '', source: ''}
  return [state, text, source]
}

function statement(Effect: 'Allow' | 'Deny', Action: string | readonly string[], more: object = {}): object {
  return {Effect, Action, Resource: '*', ...more}
}

/** A user who may do all but these actions; as environment. */
function userWithout(action: string): RunSecrotOptions {
  const policies = {most: {Version: '2012-10-17', Statement: [statement('Allow', '*'), statement('Deny', action)]}}
  const key = bench.sandbox.iam.addUser({accountId: account, userName: 'reader', policies})
  return {env: {AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey}}
}

/** A function that does nothing, whose role has these statements; Secrets Manager may invoke it. */
async function functionWithRole(functionName: string, ...Statement: readonly object[]): Promise<void> {
  const policies = {own: {Version: '2012-10-17', Statement}}
  const role = bench.sandbox.iam.addRole({accountId: account, roleName: `${functionName}-role`, policies})
  await permissions.create(functionName, role)
  await permissions.add(functionName)
}

const stepActions = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map(
  action => `secretsmanager:${action}`,
)

describe('the pre-flight of enable looks at the function', () => {
  it('refuses one that does not exist (exit 3), and leads to the list of functions', async () => {
    const run = await bench.run([...first, 'nowhere'])
    expect(run.stdout).toContain(
      `✖ not switched on, nothing was changed: function: there is no function arn:aws:lambda:`,
    )
    expect(run.stderr).toContain('Next: aws lambda list-functions\n')
    expect([run.exitCode, changing(run)]).toEqual([3, []])
  })

  it('refuses one in another region than the secret', async () => {
    const answer = await answerOf([...first, functionArn.replace('eu-central-1', 'us-east-1')])
    expect(answer).toMatchObject({outcome: 'refused', exitCode: 3})
    expect(checkOf(answer, 'function')).toEqual([
      'bad',
      expect.stringContaining('is in us-east-1, the secret in eu-c'),
      'ARN',
    ])
  })

  it('refuses one that is not active', async () => {
    permissions[Symbol.dispose]()
    await bench[Symbol.asyncDispose]()
    await begin({switches: {functionSettleMs: 3_600_000}})
    const answer = await answerOf([...first, 'api-rotation'])
    expect(answer).toMatchObject({outcome: 'refused', exitCode: 3})
    expect(checkOf(answer, 'function')).toEqual([
      'bad',
      expect.stringContaining('api-rotation: its state is Pending'),
      'lambda:GetFunctionConfiguration',
    ])
  })

  it('says that it cannot look at one of another account, and goes on', async () => {
    const elsewhere = functionArn.replace(account, '444455556666')
    const answer = await answerOf([...first, elsewhere, '--dry-run'])
    expect(answer.outcome).toBe('planned')
    expect(checkOf(answer, 'function')).toEqual([
      'unknown',
      expect.stringContaining('--function-profile'),
      expect.anything(),
    ])
    expect(['permission', 'role'].map(check => checkOf(answer, check)[0])).toEqual(['unknown', 'unknown'])
  })

  it.each([
    ['lambda:GetFunctionConfiguration', 'function'],
    ['lambda:GetPolicy', 'permission'],
    ['iam:SimulatePrincipalPolicy', 'role'],
  ])('goes on without %s, and names it', async (action, check) => {
    const answer = await answerOf([...first, 'api-rotation'], userWithout(action))
    expect(checkOf(answer, check)).toEqual(['unknown', 'not read: you may not', action])
    expect(answer.outcome).toBe('started')
  })

  it('rotates with the very alias or version that is named', async () => {
    const answer = await answerOf([...first, 'api-rotation:live'])
    expect(checkOf(answer, 'function')).toEqual(['bad', `there is no function ${functionArn}:live`, expect.anything()])
  })
})

describe('the pre-flight of enable looks at the permission', () => {
  beforeEach(() => permissions.remove('api-rotation', 'secrets-manager'))

  it('offers the permission for this secret where it is missing, in a question of its own, and switches on', async () => {
    const run = await bench.run([...first, 'api-rotation'], {tty: {columns: 250}, env: {NO_COLOR: '1'}, answers: ['y']})
    expect(run.stderr).toContain('✖ permission  Secrets Manager may not invoke it for this secret (lambda:GetPolicy)\n')
    expect(run.stderr).toContain(
      '  also  Secrets Manager may not invoke the function yet: that is a question of its own\n',
    )
    expect(run.stderr).toContain(
      `? Let Secrets Manager of account ${account} invoke ${functionArn} for ${arn}? (y/N, --grant) y`,
    )
    expect(changing(run)).toEqual(['lambda:AddPermission', 'secretsmanager:RotateSecret'])
    expect(run.exitCode).toBe(0)
    const conditions = (await permissions.of('api-rotation')).map(({Condition}) => Condition)
    expect(conditions).toEqual([{StringEquals: {'AWS:SourceAccount': account}, ArnLike: {'AWS:SourceArn': arn}}])
  })

  it('is answered by --grant and not by --yes', async () => {
    const yes = await bench.run([...first, 'api-rotation'])
    expect([yes.exitCode, yes.stderr, changing(yes)]).toEqual([2, expect.stringContaining('--grant'), []])
    const answer = await answerOf([...first, 'api-rotation', '--grant'])
    expect(answer.changes.map(({action}) => action)).toEqual(['lambda:AddPermission', 'secretsmanager:RotateSecret'])
    expect(answer.outcome).toBe('started')
  })

  it('changes nothing when the permission is declined (exit 3)', async () => {
    const run = await bench.run([...first, 'api-rotation'], {tty: {columns: 250}, answers: ['']})
    expect([run.exitCode, changing(run)]).toEqual([3, []])
  })
})

describe('a permission that could not be looked at', () => {
  it('is not waited for: the refusal of AWS names the command that allows it (exit 3)', async () => {
    await permissions.remove('api-rotation', 'secrets-manager')
    const run = await bench.run([...first, 'api-rotation'], userWithout('lambda:GetPolicy'))
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringContaining(`Allow it: secrot grant ${functionArn}\n`)])
    expect(changing(run)).toEqual(['secretsmanager:RotateSecret'])
  })
})

describe('a permission that is new', () => {
  /** A sandbox in which it takes so long until AWS knows a permission everywhere. */
  async function withSpread(permissionSpreadMs: number): Promise<SecrotRun> {
    permissions[Symbol.dispose]()
    await bench[Symbol.asyncDispose]()
    await begin({switches: {permissionSpreadMs}})
    await bench.sandbox.clock.advance(permissionSpreadMs + 1000)
    await permissions.remove('api-rotation', 'secrets-manager')
    return bench.run([...first, 'api-rotation', '--grant'])
  }

  it('is waited for until AWS knows it, with the same version', async () => {
    const run = await withSpread(40_000)
    expect(run.stderr).toContain('AWS does not know the permission everywhere yet: trying again for up to 2m\n')
    expect(changing(run).length).toBeGreaterThan(3)
    expect(run.exitCode).toBe(0)
    await bench.sandbox.clock.advance(120_000)
    expect(
      Object.values(await bench.labels(name))
        .flat()
        .toSorted(),
    ).toEqual(['AWSCURRENT', 'AWSPREVIOUS'])
  })

  it('is waited for two minutes at most; then the refusal leads to the policy (exit 3)', async () => {
    const run = await withSpread(3_600_000)
    expect([run.exitCode, run.stderr]).toEqual([
      3,
      expect.stringContaining(`again later: secrot grant ${functionArn} --list\n`),
    ])
    expect(changing(run).length).toBeLessThan(20)
    const {RotationEnabled} = await bench.secrets.send(new DescribeSecretCommand({SecretId: name}))
    expect(RotationEnabled).toBeUndefined()
  })
})

describe('the pre-flight of enable looks at the role', () => {
  it('refuses one that is not allowed what the steps need (exit 3), naming the actions', async () => {
    await functionWithRole('poor', statement('Allow', stepActions.slice(0, 2)))
    const run = await bench.run([...first, 'poor'])
    expect(run.stderr).toContain(
      '✖ role        role poor-role is not allowed secretsmanager:PutSecretValue, ' +
        'secretsmanager:UpdateSecretVersionStage on the secret (iam:SimulatePrincipalPolicy)\n',
    )
    expect([run.exitCode, changing(run)]).toEqual([3, []])
  })

  it('refuses one that is forbidden something, whatever the policy of the secret says', async () => {
    await functionWithRole('barred', statement('Allow', '*'), statement('Deny', stepActions[3]!))
    const answer = await answerOf([...first, 'barred'])
    expect(answer.outcome).toBe('refused')
    expect(checkOf(answer, 'role')).toEqual([
      'bad',
      expect.stringContaining('UpdateSecretVersionStage'),
      expect.anything(),
    ])
  })

  it('does not know where the policy of the secret may allow it', async () => {
    await functionWithRole('poor', statement('Allow', stepActions.slice(0, 2)))
    const allowed = {
      Effect: 'Allow',
      Action: stepActions,
      Resource: '*',
      Principal: {AWS: `arn:aws:iam::${account}:root`},
    }
    const ResourcePolicy = JSON.stringify({Version: '2012-10-17', Statement: [allowed]})
    await bench.secrets.send(new PutResourcePolicyCommand({SecretId: name, ResourcePolicy}))
    const answer = await answerOf([...first, 'poor', '--dry-run'])
    expect(checkOf(answer, 'role')).toEqual([
      'unknown',
      expect.stringContaining('the policy of the secret may allow it'),
      'iam:SimulatePrincipalPolicy',
    ])
    expect(answer.outcome).toBe('planned')
  })

  it('does not know where the policy of the secret may not be read, and names the action', async () => {
    await functionWithRole('poor', statement('Allow', stepActions.slice(0, 2)))
    const answer = await answerOf([...first, 'poor', '--dry-run'], userWithout('secretsmanager:GetResourcePolicy'))
    expect(checkOf(answer, 'role')).toEqual([
      'unknown',
      expect.stringContaining('whether the secret has one is not read: you may not'),
      'secretsmanager:GetResourcePolicy',
    ])
  })

  it('does not know where a policy asks for something that a simulation does not have', async () => {
    const Condition = {StringEquals: {'aws:SourceVpce': 'vpce-1'}}
    await functionWithRole('inside', statement('Allow', stepActions, {Condition}))
    const answer = await answerOf([...first, 'inside', '--dry-run'])
    expect(checkOf(answer, 'role')).toEqual([
      'unknown',
      expect.stringMatching(/unless aws:SourceVpce is as/i),
      expect.anything(),
    ])
  })

  it('notes that GetRandomPassword is not allowed, which only some functions call', async () => {
    await functionWithRole('plain', statement('Allow', stepActions))
    const run = await bench.run([...first, 'plain', '--dry-run'])
    expect(run.stderr).toMatch(/✔ role .*\n {16}secretsmanager:GetRandomPassword is not allowed to it; only a function/)
  })
})

describe('the pre-flight of enable looks at the key', () => {
  let keyArn: string

  beforeEach(async () => {
    keyArn = await makeKey(bench.sandbox, {policy: keyPolicy(account)})
    await bench.secrets.send(new UpdateSecretCommand({SecretId: name, KmsKeyId: keyArn}))
  })

  it('takes one that is enabled and that the role may use', async () => {
    const answer = await answerOf([...first, 'api-rotation'])
    expect(answer.outcome).toBe('started')
    expect(checkOf(answer, 'key')).toEqual([
      'ok',
      `${keyArn} is enabled, and role rotation may use it by its policies`,
      'iam:SimulatePrincipalPolicy',
    ])
  })

  it('asks nothing about the key that AWS keeps', async () => {
    await bench.secret('prod/plain')
    const run = await bench.run(['enable', 'prod/plain', '--every', '30d', '--dry-run', '--function', 'api-rotation'])
    expect(run.stderr).toContain('✔ key         aws/secretsmanager, kept by AWS (secretsmanager:DescribeSecret)\n')
    expect(run.calledActions).not.toContain('kms:DescribeKey')
  })

  it.each([
    ['DisableKey', {}, 'its state is Disabled', 'aws kms enable-key --key-id '],
    [
      'ScheduleKeyDeletion',
      {PendingWindowInDays: 7},
      'its state is PendingDeletion, gone on 20',
      'aws kms cancel-key-deletion --key-id ',
    ],
  ])('refuses one after %s (exit 3), and names what mends it', async (operation, more, text, remedy) => {
    await bench.sandbox.call('kms', operation, {KeyId: keyArn, ...more})
    const run = await bench.run([...first, 'api-rotation'])
    expect(run.stdout).toContain(`key: ${keyArn} cannot be used: ${text}`)
    expect(run.stderr).toContain(`Next: ${remedy}${keyArn}\n`)
    expect([run.exitCode, changing(run)]).toEqual([3, []])
  })

  it('refuses one that is forbidden to the role', async () => {
    await functionWithRole('barred', statement('Allow', '*'), statement('Deny', 'kms:Decrypt'))
    const answer = await answerOf([...first, 'barred'])
    expect(answer.outcome).toBe('refused')
    expect(checkOf(answer, 'key')).toEqual([
      'bad',
      `role barred-role is forbidden kms:Decrypt on ${keyArn}`,
      expect.anything(),
    ])
  })

  it('does not know where only the policy of the key could allow it', async () => {
    await functionWithRole('plain', statement('Allow', stepActions))
    const answer = await answerOf([...first, 'plain', '--dry-run'])
    expect(checkOf(answer, 'key')).toEqual([
      'unknown',
      expect.stringContaining('kms:Decrypt, kms:GenerateDataKey'),
      expect.anything(),
    ])
  })

  it('goes on without kms:DescribeKey, and names it', async () => {
    const answer = await answerOf([...first, 'api-rotation'], userWithout('kms:DescribeKey'))
    expect(checkOf(answer, 'key')).toEqual(['unknown', 'not read: you may not', 'kms:DescribeKey'])
    expect(answer.outcome).toBe('started')
  })
})

describe('enable with a function in another account', () => {
  it('asks and grants there with --function-profile, and says what it cannot know of its role and key', async () => {
    const accountId = '444455556666'
    const policies = {all: {Version: '2012-10-17', Statement: [statement('Allow', '*')]}}
    const {accessKeyId, secretAccessKey} = bench.sandbox.iam.addUser({accountId, userName: 'ops', policies})
    const credentials = {accessKeyId, secretAccessKey}
    const there = permissionsOf({sandbox: {config: {...bench.sandbox.config, credentials}}})
    await there.create('shared', bench.sandbox.iam.addRole({accountId, roleName: 'rotation', policies}))
    const folder = await mkdtemp(join(tmpdir(), 'secrot-enable-'))
    const file = join(folder, 'credentials')
    await writeFile(file, `[other]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`)
    try {
      const argv = [...first, `${accountId}:function:shared`, '--function-profile', 'other', '--later', '--grant']
      const answer = await answerOf(argv, {env: {AWS_SHARED_CREDENTIALS_FILE: file}})
      expect(['function', 'permission', 'role', 'key'].map(check => checkOf(answer, check)[0])).toEqual([
        'ok',
        'bad',
        'unknown',
        'unknown',
      ])
      expect(answer.outcome).toBe('enabled')
      const conditions = (await there.of('shared')).map(({Condition}) => Condition)
      expect(conditions).toEqual([{StringEquals: {'AWS:SourceAccount': account}, ArnLike: {'AWS:SourceArn': arn}}])
    } finally {
      there[Symbol.dispose]()
      await rm(folder, {recursive: true, force: true})
    }
  })
})
