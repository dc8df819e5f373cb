import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {deployTargets} from '../support/deploy-targets.ts'

const kinds = {'iam-access-key': 'iam-key', 'appsync-api-key': 'appsync-key'}

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0, apiKeySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(() => bench.sandbox.reset())

async function targetTag(name = 'prod/one'): Promise<string | undefined> {
  const {Tags} = (await bench.sandbox.call('secretsmanager', 'DescribeSecret', {SecretId: name})) as {
    Tags: readonly {readonly Key: string; readonly Value: string}[]
  }
  return Tags.find(({Key}) => Key === 'secrot:target')?.Value
}

async function deployed(rotator: string): Promise<readonly string[]> {
  const target = await deployTargets[rotator]!(bench.sandbox)
  const deploy = ['deploy', rotator, '--secret', 'prod/one', ...target, '--yes']
  expect((await bench.run(deploy)).exitCode).toBe(0)
  return deploy
}

const tag = (value: string) =>
  bench.sandbox.call('secretsmanager', 'TagResource', {
    SecretId: 'prod/one',
    Tags: [{Key: 'secrot:target', Value: value}],
  })

describe.each(Object.entries(kinds))('a deployed %s', (rotator, kind) => {
  it('tells doctor and status what takes the credential', async () => {
    await deployed(rotator)
    expect(await targetTag()).toBe(kind)
    await bench.run(['rotate', 'prod/one', '--watch', '--yes'])
    const status = await bench.hurried(['status', 'prod/one', '--full'])
    expect(status.stdout).toMatch(/^Target {5}(?:IAM user svc|AppSync API \S+): 1 key/m)
    const doctor = await bench.hurried(['doctor', 'prod/one', '--read-values'])
    expect(doctor.stdout).toContain('the target takes AWSCURRENT')
  })

  it('gets the tag that it lacks by a second deploy, which says so, and keeps what somebody says', async () => {
    const deploy = await deployed(rotator)
    const untag = {SecretId: 'prod/one', TagKeys: ['secrot:target']}
    await bench.sandbox.call('secretsmanager', 'UntagResource', untag)
    const again = await bench.run(deploy)
    expect(changing(again)).toEqual(['secretsmanager:TagResource'])
    expect(again.stderr).toContain(`Tell the rotator about prod/one: secrot:target=${kind}`)
    expect(await targetTag()).toBe(kind)
    await tag('none')
    expect(changing(await bench.run(deploy))).toEqual([])
    expect(await targetTag()).toBe('none')
  })

  it.each([
    ['cloudformation', `Key: secrot:target\\s+Value: ${kind}`],
    ['terraform', `"secrot:target" += "${kind}"`],
  ])('has it by a template of %s too', async (format, line) => {
    const flag = rotator === 'iam-access-key' ? '--user' : '--api'
    const {stdout} = await bench.run(['deploy', rotator, '--secret', 'prod/one', flag, 'svc', '--emit', format])
    expect(stdout).toMatch(new RegExp(line))
  })
})

describe('the secrets of many users', () => {
  it('say what takes the credential, and what somebody says stays', async () => {
    await bench.sandbox.call('iam', 'CreateUser', {UserName: 'ana'})
    const deploy = ['deploy', 'iam-access-key', '--user', 'ana', '--prefix', 'prod/', '--yes']
    await bench.run(deploy)
    expect(await targetTag('prod/ana')).toBe('iam-key')
    const Tags = [{Key: 'secrot:target', Value: 'none'}]
    await bench.sandbox.call('secretsmanager', 'TagResource', {SecretId: 'prod/ana', Tags})
    await bench.run(deploy)
    expect(await targetTag('prod/ana')).toBe('none')
  })
})

describe('a deployed random-password', () => {
  it('has no target, as its code tells, so that values which can be read are good', async () => {
    await deployed('random-password')
    await bench.run(['rotate', 'prod/one', '--watch', '--yes'])
    expect(await targetTag()).toBeUndefined()
    const doctor = await bench.hurried(['doctor', 'prod/one', '--read-values'])
    expect(doctor.stdout).toContain('the target takes AWSCURRENT')
    expect(doctor.stdout).not.toContain('no target was named')
  })

  it('may have a target like any other where its code is another one', async () => {
    await deployed('random-password')
    await bench.run(['rotate', 'prod/one', '--watch', '--yes'])
    await bench.outdate('secrot-random-password')
    const doctor = await bench.hurried(['doctor', 'prod/one', '--read-values'])
    expect(doctor.stdout).toContain('no target was named')
  })
})
