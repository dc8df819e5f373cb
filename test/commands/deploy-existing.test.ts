import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {makeKey} from '../support/kms.ts'
import {permissionsOf} from '../support/permissions.ts'

const name = 'secrot-random-password'
const deploy = ['deploy', 'random-password', '--yes', '--secret']
const token = 'a5f1d7f0-2b11-4a53-9a52-6f1d7f0c2b11'

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(() => bench.sandbox.reset())

const ask = (service: string, operation: string, input = {}) => bench.sandbox.call(service, operation, input)

const secret = async (secretName: string, more = {}): Promise<string> => {
  const input = {Name: secretName, SecretString: '{"password":"theirs"}', ClientRequestToken: token, ...more}
  return ((await ask('secretsmanager', 'CreateSecret', input)) as {ARN: string}).ARN
}

/** What the role allows an action on. */
async function allowedOn(action: string): Promise<readonly string[]> {
  const input = {RoleName: `${name}-role`, PolicyName: 'rotation'}
  const {PolicyDocument} = (await ask('iam', 'GetRolePolicy', input)) as {PolicyDocument: string}
  const {Statement} = JSON.parse(decodeURIComponent(PolicyDocument)) as {
    Statement: {Action: string[]; Resource: string[]}[]
  }
  return Statement.filter(({Action}) => Action.includes(action)).flatMap(({Resource}) => Resource)
}

async function configuration(): Promise<Record<string, unknown>> {
  return (await ask('lambda', 'GetFunctionConfiguration', {FunctionName: name})) as Record<string, unknown>
}

describe('deploy for what exists', () => {
  it('adds the tags that are missing to a secret, touches no value, and allows exactly its ARN', async () => {
    const arn = await secret('prod/theirs', {Tags: [{Key: 'team', Value: 'a'}]})
    const before = await ask('secretsmanager', 'GetSecretValue', {SecretId: arn})
    const run = await bench.run([...deploy, 'prod/theirs', '--set', 'PASSWORD_LENGTH=40'])
    expect([run.exitCode, run.stdout.includes('placeholder')]).toEqual([0, false])
    expect(await ask('secretsmanager', 'GetSecretValue', {SecretId: arn})).toEqual(before)
    const {Tags} = (await ask('secretsmanager', 'DescribeSecret', {SecretId: arn})) as {Tags: object[]}
    expect(Tags).toEqual([
      {Key: 'team', Value: 'a'},
      {Key: 'secrot:password-length', Value: '40'},
    ])
    expect(await allowedOn('secretsmanager:PutSecretValue')).toEqual([arn])
    expect(changing(run)).not.toContain('secretsmanager:CreateSecret')
  })

  it('lets one function rotate a second secret, and goes on allowing the first', async () => {
    await bench.run([...deploy, 'prod/one'])
    const run = await bench.run([...deploy, 'prod/two'])
    expect(changing(run)).toEqual([
      'secretsmanager:CreateSecret',
      'iam:PutRolePolicy',
      'lambda:AddPermission',
      'secretsmanager:RotateSecret',
    ])
    expect((await allowedOn('secretsmanager:PutSecretValue')).map(arn => arn.slice(0, -7))).toEqual([
      expect.stringMatching(/:prod\/one$/),
      expect.stringMatching(/:prod\/two$/),
    ])
    for (const one of ['prod/one', 'prod/two'])
      expect((await bench.run(['rotate', one, '--watch', '--yes'])).exitCode).toBe(0)
  })

  it('touches no function and no role of the same name that it did not make', async () => {
    const {accountId, iam} = bench.sandbox
    const roleArn = iam.addRole({accountId, roleName: `${name}-role`, policies: {}})
    const role = await bench.run([...deploy, 'prod/one'])
    using permissions = permissionsOf(bench)
    await permissions.create(name, roleArn)
    const both = await bench.run([...deploy, 'prod/one'])
    for (const run of [role, both])
      expect([run.exitCode, changing(run), run.stderr]).toEqual([3, [], expect.stringContaining('NAME_TAKEN')])
  })

  it('makes no other rotator of a function that is one already', async () => {
    await bench.run([...deploy, 'prod/one'])
    bench.sandbox.iam.addUser({accountId: bench.sandbox.accountId, userName: 'ci', policies: {}})
    const words = ['deploy', 'iam-access-key', '--user', 'ci', '--name', name, '--secret', 'prod/two', '--yes']
    const run = await bench.run(words)
    expect([run.exitCode, changing(run), run.stderr]).toEqual([3, [], expect.stringContaining('is a random-password')])
  })

  it('makes a variable of a setting that no tag can hold, and says that the function is then another one', async () => {
    const run = await bench.run([...deploy, 'prod/one', '--set', `EXCLUDE_CHARACTERS=%"'`])
    expect(run.stderr).toContain('No tag can hold what EXCLUDE_CHARACTERS is set to')
    expect(run.stderr).toContain(`${name} was never rehearsed`)
    expect(await configuration()).toMatchObject({Environment: {Variables: {EXCLUDE_CHARACTERS: `%"'`}}})
    expect((await bench.run(['rotate', 'prod/one', '--watch', '--yes'])).exitCode).toBe(0)
  })

  it('says of a function that keeps a variable of others what rotate says of it: it was never rehearsed so', async () => {
    await bench.run([...deploy, 'prod/one'])
    const other = {FunctionName: name, Environment: {Variables: {OTHER: 'x'}}}
    await ask('lambda', 'UpdateFunctionConfiguration', other)
    await bench.sandbox.clock.idle()
    const run = await bench.run([...deploy, 'prod/one'])
    expect(run.stderr).toContain(`${name} was never rehearsed`)
    expect(run.stderr).not.toContain('No tag can hold')
    expect((await bench.run(['rotate', 'prod/one', '--dry-run'])).stderr).toContain(`${name} was never rehearsed`)
  })

  it('replaces only the code where only that is another', async () => {
    await bench.run([...deploy, 'prod/one'])
    const {CodeSha256} = await configuration()
    await bench.outdate(name)
    expect((await configuration())['CodeSha256']).not.toBe(CodeSha256)
    const run = await bench.run([...deploy, 'prod/one'])
    expect(changing(run)).toEqual(['lambda:UpdateFunctionCode'])
    expect((await configuration())['CodeSha256']).toBe(CodeSha256)
  })

  it('brings the runtime up to date, and leaves more time and the variables of others alone', async () => {
    await bench.run([...deploy, 'prod/one'])
    await ask('lambda', 'UpdateFunctionConfiguration', {
      FunctionName: name,
      Runtime: 'nodejs22.x',
      Timeout: 90,
      Environment: {Variables: {THEIRS: 'kept'}},
    })
    await bench.sandbox.clock.idle()
    const run = await bench.run([...deploy, 'prod/one'])
    expect(changing(run)).toEqual(['lambda:UpdateFunctionConfiguration'])
    expect(await configuration()).toMatchObject({
      Runtime: 'nodejs24.x',
      Timeout: 90,
      Environment: {Variables: {THEIRS: 'kept'}},
    })
    expect(run.stderr).not.toContain('kept')
  })

  it('encrypts a new secret with the key that is named, and lets the role use it', async () => {
    const keyArn = await makeKey(bench.sandbox)
    const run = await bench.run([...deploy, 'prod/one', '--kms-key', keyArn])
    expect(run.exitCode).toBe(0)
    expect(await allowedOn('kms:Decrypt')).toEqual([keyArn])
    const other = await bench.run([...deploy, 'prod/one', '--kms-key', await makeKey(bench.sandbox)])
    expect([other.exitCode, changing(other)]).toEqual([2, []])
  })

  it('leaves a rotation off that somebody has switched off, and says so', async () => {
    await bench.run([...deploy, 'prod/one'])
    await bench.run(['disable', 'prod/one', '--yes'])
    const run = await bench.run([...deploy, 'prod/one'])
    expect([run.exitCode, changing(run)]).toEqual([0, []])
    expect(run.stderr).toContain('was switched off, and stays so. Switch it on: secrot enable prod/one --restore')
  })

  it('asks in a question of its own before it switches on what somebody has switched off, which --yes does not answer', async () => {
    await bench.run([...deploy, 'prod/one'])
    await bench.run(['disable', 'prod/one', '--yes'])
    const typed = [...deploy, 'prod/one', '--every', '60d']
    const unasked = await bench.run(typed)
    expect([unasked.exitCode, changing(unasked)]).toEqual([2, []])
    expect(unasked.stderr).toContain('--allow rotation-off')
    const declined = await bench.run(typed, {tty: {columns: 100}, answers: ['n']})
    expect(changing(declined)).toEqual([])
    const allowed = await bench.run([...typed, '--allow', 'rotation-off'])
    expect([allowed.exitCode, changing(allowed)]).toEqual([0, ['secretsmanager:RotateSecret']])
  })

  it('sets the schedule that is asked for, and keeps the one that is there where none is', async () => {
    await bench.run([...deploy, 'prod/one', '--cron', '0 8 1 * ? *', '--window', '3h'])
    expect(changing(await bench.run([...deploy, 'prod/one']))).toEqual([])
    const run = await bench.run([...deploy, 'prod/one', '--every', '60d'])
    expect(changing(run)).toEqual(['secretsmanager:RotateSecret'])
    expect(await ask('secretsmanager', 'DescribeSecret', {SecretId: 'prod/one'})).toMatchObject({
      RotationRules: {AutomaticallyAfterDays: 60},
    })
  })

  it('repeats no value that was typed where a setting belongs', async () => {
    const run = await bench.run([...deploy, 'prod/one', '--set', 'hunter2'])
    expect([run.exitCode, run.stderr.includes('hunter2')]).toEqual([2, false])
    const value = await bench.run([...deploy, 'prod/one', '--set', 'NO_SUCH=hunter2'])
    expect([value.exitCode, value.stderr.includes('hunter2')]).toEqual([2, false])
  })
})
