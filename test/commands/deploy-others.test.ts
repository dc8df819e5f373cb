import {afterAll, beforeAll, beforeEach, describe, expect, it, vi} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'

const name = 'secrot-random-password'
const deploy = (secret: string): readonly string[] => ['deploy', 'random-password', '--yes', '--secret', secret]
const ofUser = (user: string): readonly string[] => [
  'deploy',
  'iam-access-key',
  '--yes',
  '--user',
  user,
  '--secret',
  `prod/${user}`,
]

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(() => bench.sandbox.reset())

const ask = (service: string, operation: string, input = {}) => bench.sandbox.call(service, operation, input)

interface Document {
  readonly Statement: readonly {readonly Action: readonly string[]; readonly Resource: readonly string[]}[]
}

async function policyOf(functionName: string): Promise<Document> {
  const input = {RoleName: `${functionName}-role`, PolicyName: 'rotation'}
  const {PolicyDocument} = (await ask('iam', 'GetRolePolicy', input)) as {PolicyDocument: string}
  return JSON.parse(decodeURIComponent(PolicyDocument)) as Document
}

/** What the role allows an action on, without the random end of an ARN. */
async function allowedOn(action: string, functionName = name): Promise<readonly string[]> {
  const {Statement} = await policyOf(functionName)
  const arns = Statement.filter(({Action}) => Action.includes(action)).flatMap(({Resource}) => Resource)
  return arns.map(arn => arn.replace(/^.*:(?:secret:)?/, '').replace(/-\w{6}$/, '')).toSorted()
}

/** Runs deploy as far as so many changes. */
function stoppedAfter(argv: readonly string[], count: number) {
  const interrupt = new AbortController()
  return bench.run(argv, {
    interrupt: interrupt.signal,
    onOutput({stderr}) {
      if (stderr.split('\ndone  ').length > count) interrupt.abort()
    },
  })
}

describe('the other secrets of a function', {timeout: 90_000}, () => {
  it('keep what the role allows for them where their user is gone, which is said', async () => {
    await ask('iam', 'CreateUser', {UserName: 'one'})
    await ask('iam', 'CreateUser', {UserName: 'two', Path: '/team/'})
    for (const user of ['one', 'two']) await bench.run(ofUser(user))
    const before = await policyOf('secrot-iam-access-key')
    await ask('iam', 'DeleteUser', {UserName: 'two'})
    const run = await bench.run([...ofUser('one'), '--every', '60d'])
    expect([run.exitCode, changing(run)]).toEqual([0, ['secretsmanager:RotateSecret']])
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'prod/two, which the function rotates too, cannot be rotated: There is no IAM user two.',
    )
    expect(await policyOf('secrot-iam-access-key')).toEqual(before)
  })

  it('stay in the role while their first deployment stands between permission and rotation', async () => {
    await stoppedAfter(deploy('prod/one'), 7)
    expect((await bench.run(deploy('prod/two'))).exitCode).toBe(0)
    expect(await allowedOn('secretsmanager:PutSecretValue')).toEqual(['prod/one', 'prod/two'])
    expect((await bench.run(deploy('prod/one'))).exitCode).toBe(0)
    for (const secret of ['prod/one', 'prod/two'])
      expect((await bench.run(['rotate', secret, '--watch', '--yes'])).exitCode).toBe(0)
  })

  it('are not left out of a role that is planned before their permission is there (exit 3)', async () => {
    await bench.run(deploy('prod/one'))
    await bench.run(deploy('prod/two'))
    bench.sandbox.faults.set([{kind: 'hold', operation: 'CreateSecret'}])
    const third = bench.run(deploy('prod/three'))
    // Meanwhile another run puts a permission of its own.
    const {ARN} = (await ask('secretsmanager', 'DescribeSecret', {SecretId: 'prod/two'})) as {ARN: string}
    await vi.waitFor(() => ask('secretsmanager', 'DescribeSecret', {SecretId: 'prod/three'}), 60_000)
    await ask('lambda', 'AddPermission', {
      FunctionName: name,
      StatementId: 'another',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceArn: ARN.replace('two', 'four'),
    })
    bench.sandbox.faults.clear()
    bench.sandbox.faults.release()
    const {exitCode, stderr} = await third
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('STATE_CHANGED')])
    expect(await allowedOn('secretsmanager:PutSecretValue')).toEqual(['prod/one', 'prod/two'])
  })

  it('that another run has left out of the role make the run fail whose secret it is (exit 3)', async () => {
    await bench.run(deploy('prod/one'))
    const alone = await policyOf(name)
    let written: Promise<unknown> | undefined
    const run = await bench.run(deploy('prod/two'), {
      onOutput({stderr}) {
        if (stderr.includes('done  Let Secrets Manager'))
          written ??= ask('iam', 'PutRolePolicy', {
            RoleName: `${name}-role`,
            PolicyName: 'rotation',
            PolicyDocument: JSON.stringify(alone),
          })
      },
    })
    await written
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringContaining('STATE_CHANGED')])
    expect((await bench.run(deploy('prod/two'))).exitCode).toBe(0)
    expect(await allowedOn('secretsmanager:PutSecretValue')).toEqual(['prod/one', 'prod/two'])
  })

  it('make room for a new one once they are gone', async () => {
    await bench.run(deploy('prod/one'))
    await bench.run(deploy('prod/two'))
    await bench.run(['disable', 'prod/two', '--yes'])
    await ask('secretsmanager', 'DeleteSecret', {SecretId: 'prod/two', ForceDeleteWithoutRecovery: true})
    await bench.sandbox.clock.advance(600_000)
    expect(changing(await bench.run(deploy('prod/one')))).toEqual(['iam:PutRolePolicy'])
    const run = await bench.run(deploy('prod/three'))
    expect(run.exitCode).toBe(0)
    expect(changing(run)).toEqual([
      'secretsmanager:CreateSecret',
      'iam:PutRolePolicy',
      'lambda:RemovePermission',
      'lambda:AddPermission',
      'secretsmanager:RotateSecret',
    ])
    expect(run.stderr).toContain('its secret is gone')
    const {Policy} = (await ask('lambda', 'GetPolicy', {FunctionName: name})) as {Policy: string}
    expect([Policy.includes('prod/one'), Policy.includes('prod/two'), Policy.includes('prod/three')]).toEqual([
      true,
      false,
      true,
    ])
  })
})
