import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {breachesOf} from '../support/json-schema.ts'
import {permissionsOf} from '../support/permissions.ts'

const secret = 'prod/ci-key'
const adopt = ['deploy', 'iam-access-key', '--adopt', secret]

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(() => bench.sandbox.reset())

const ask = (service: string, operation: string, input = {}) => bench.sandbox.call(service, operation, input)

/** A secret with the key of a user, which a function of others rotates; that function knows the user by its environment. */
async function foreign(variables: Record<string, string> = {IAM_USERNAME: 'ci', STAGE: 'prod'}): Promise<string> {
  const {accountId, iam} = bench.sandbox
  const keys = iam.addUser({accountId, userName: 'ci', policies: {}})
  const roleArn = iam.addRole({accountId, roleName: 'theirs', policies: {}})
  using permissions = permissionsOf(bench)
  await permissions.create('their-rotation', roleArn)
  await permissions.add('their-rotation')
  await ask('lambda', 'UpdateFunctionConfiguration', {
    FunctionName: 'their-rotation',
    Environment: {Variables: variables},
  })
  await bench.sandbox.clock.idle()
  const {accessKeyId, secretAccessKey} = keys
  const value = JSON.stringify({ACCESS_KEY: 'kept', accessKeyId, secretAccessKey})
  await ask('secretsmanager', 'CreateSecret', {Name: secret, SecretString: value, ClientRequestToken: token})
  const functionArn = `arn:aws:lambda:eu-central-1:${accountId}:function:their-rotation`
  await ask('secretsmanager', 'RotateSecret', {
    SecretId: secret,
    RotationLambdaARN: functionArn,
    RotationRules: {ScheduleExpression: 'rate(10 days)', Duration: '3h'},
    RotateImmediately: false,
    ClientRequestToken: `${token}1`,
  })
  await bench.sandbox.clock.idle()
  return functionArn
}
const token = 'a5f1d7f0-2b11-4a53-9a52-6f1d7f0c2b11'

interface Described {
  readonly RotationLambdaARN: string
  readonly RotationRules: object
  readonly Tags?: readonly object[]
}

const described = async () => (await ask('secretsmanager', 'DescribeSecret', {SecretId: secret})) as Described

describe('deploy --adopt', () => {
  it('takes the place of a function, keeps schedule and value, and rotates the key that is there', async () => {
    const functionArn = await foreign()
    const before = await ask('secretsmanager', 'GetSecretValue', {SecretId: secret})
    const run = await bench.run([...adopt, '--yes'])
    expect(run.exitCode).toBe(0)
    expect(run.stderr).toContain(`  was   ${functionArn} (nodejs24.x, 3s, 128 MB, variables IAM_USERNAME, STAGE)`)
    expect(await ask('secretsmanager', 'GetSecretValue', {SecretId: secret})).toEqual(before)
    const after = await described()
    expect(after.RotationLambdaARN).toMatch(/:secrot-iam-access-key$/)
    expect(after.RotationRules).toMatchObject({ScheduleExpression: 'rate(10 days)', Duration: '3h'})
    expect(after.Tags).toEqual([
      {Key: 'secrot:target', Value: 'iam-key'},
      {Key: 'secrot:user-name', Value: 'ci'},
    ])
    expect((await bench.run(['rotate', secret, '--watch', '--yes'])).exitCode).toBe(0)
    expect(await ask('lambda', 'GetFunction', {FunctionName: 'their-rotation'})).toBeDefined()
  })

  it('prints the command that goes back, which rotates with the former function again', async () => {
    const functionArn = await foreign()
    const {json} = await bench.run([...adopt, '--yes', '--json'])
    expect(breachesOf('deploy', json)).toEqual([])
    expect(json).toMatchObject({
      former: {functionArn, back: expect.stringMatching(/^aws secretsmanager rotate-secret .*--no-rotate-immediately/)},
    })
    const {back} = (json as {former: {back: string}}).former
    expect(back).toContain(`--rotation-lambda-arn ${functionArn}`)
    expect(back).toContain(`--rotation-rules '{"ScheduleExpression":"rate(10 days)","Duration":"3h"}'`)
  })

  it('makes no changing call the second time', async () => {
    await foreign()
    await bench.run([...adopt, '--yes'])
    const again = await bench.run([...adopt, '--yes'])
    expect([again.exitCode, changing(again)]).toEqual([0, []])
  })

  it('is asked for by its flag: without it a secret of another function is refused', async () => {
    await foreign()
    const run = await bench.run(['deploy', 'iam-access-key', '--secret', secret, '--user', 'ci', '--yes'])
    expect([run.exitCode, changing(run), run.stderr]).toEqual([3, [], expect.stringContaining(`--adopt ${secret}`)])
  })

  it('asks whose key it is where neither the secret nor one name of the environment says it', async () => {
    await foreign({USER_NAME: 'ci', IAM_USER: 'cd'})
    const run = await bench.run([...adopt, '--yes'])
    expect([run.exitCode, changing(run), run.stderr]).toEqual([2, [], expect.stringContaining('--user USER')])
  })

  it('takes no place where nothing rotates, and switches nothing on that somebody has switched off', async () => {
    await ask('secretsmanager', 'CreateSecret', {Name: 'prod/still', SecretString: '{}', ClientRequestToken: token})
    const still = await bench.run(['deploy', 'random-password', '--adopt', 'prod/still', '--yes'])
    expect([still.exitCode, changing(still), still.stderr]).toEqual([3, [], expect.stringContaining('NOT_TO_ADOPT')])
    await foreign()
    await ask('secretsmanager', 'CancelRotateSecret', {SecretId: secret})
    const off = await bench.run([...adopt, '--yes'])
    expect([off.exitCode, changing(off), off.stderr]).toEqual([
      3,
      [],
      expect.stringContaining('enable prod/ci-key --restore'),
    ])
  })
})
