import {IAMClient, TagUserCommand} from '@aws-sdk/client-iam'
import {SecretsManagerClient, TagResourceCommand} from '@aws-sdk/client-secrets-manager'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type DeployBench, startDeployBench} from '../support/deploy-bench.ts'

const topic = 'TOPIC_ARN=arn:aws:sns:eu-central-1:111122223333:rotations'

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  await bench.sandbox.reset()
  const {accountId, iam} = bench.sandbox
  iam.addUser({accountId, userName: 'ana', policies: {}})
  await bench.sandbox.call('iam', 'TagUser', {UserName: 'ana', Tags: [{Key: 'rotate', Value: 'yes'}]})
})

/** Somebody who may do what the role of the function may. */
async function asFunction(name: string) {
  const {accountId, iam, config} = bench.sandbox
  const {PolicyDocument} = (await bench.sandbox.call('iam', 'GetRolePolicy', {
    RoleName: `${name}-role`,
    PolicyName: 'rotation',
  })) as {PolicyDocument: string}
  const own = JSON.parse(decodeURIComponent(PolicyDocument)) as {Version: string; Statement: object[]}
  const credentials = iam.addUser({accountId, userName: 'somebody', policies: {own}})
  return {iam: new IAMClient({...config, credentials}), secrets: new SecretsManagerClient({...config, credentials})}
}

const tags = (Key: string) => [{Key, Value: 'x'}]

describe('the role of a deployed iam-access-key', () => {
  it.each([
    ['one user', ['--secret', 'prod/one', '--user', 'ana', '--set', topic], 'secrot-iam-access-key', 'prod/one'],
    [
      'users by a tag',
      ['--user-tag', 'rotate=yes', '--set', topic],
      'secrot-iam-access-key-users',
      'iam-access-key/ana',
    ],
  ])('writes no tag but its own: %s', async (_, words, name, SecretId) => {
    expect((await bench.run(['deploy', 'iam-access-key', ...words, '--yes'])).exitCode).toBe(0)
    const {iam, secrets} = await asFunction(name)
    const tagUser = (...keys: readonly string[]) =>
      iam.send(new TagUserCommand({UserName: 'ana', Tags: keys.flatMap(tags)}))
    const tagSecret = (key: string) => secrets.send(new TagResourceCommand({SecretId, Tags: tags(key)}))
    await expect(tagUser('team')).rejects.toThrow('not authorized to perform: iam:TagUser')
    await expect(tagUser('secrot:secret', 'team')).rejects.toThrow('not authorized to perform: iam:TagUser')
    await tagUser('secrot:secret', 'secrot:begun')
    await expect(tagSecret('secrot:user-name')).rejects.toThrow('not authorized to perform')
    await tagSecret('secrot:told')
    iam.destroy()
    secrets.destroy()
  })

  it.each([
    ['cloudformation', /ForAllValues:StringEquals:\s+aws:TagKeys: \[secrot:secret, secrot:begun\]/],
    [
      'terraform',
      /test\s+= "ForAllValues:StringEquals"\s+variable = "aws:TagKeys"\s+values\s+= \["secrot:secret", "secrot:begun"\]/,
    ],
  ])('writes no other one by a template either: %s', async (format, condition) => {
    const run = await bench.run(['deploy', 'iam-access-key', '--secret', 'prod/one', '--user', 'ana', '--emit', format])
    expect(run.stdout).toMatch(condition)
  })
})
