import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import type {DeployJson} from '../../src/lib/output/views/deploy.ts'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'

const deploy = ['deploy', 'iam-access-key', '--secret', 'prod/zed']

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  await bench.sandbox.reset()
  for (const UserName of ['Zed', 'Dora', 'a,b']) await bench.sandbox.call('iam', 'CreateUser', {UserName})
})

async function tagOf(secretName: string): Promise<string | undefined> {
  const {Tags} = (await bench.sandbox.call('secretsmanager', 'DescribeSecret', {SecretId: secretName})) as {
    Tags: {Key: string; Value: string}[]
  }
  return Tags.find(({Key}) => Key === 'secrot:user-name')?.Value
}

describe('a user who is deployed for', () => {
  it('is spelled as IAM does in tag and value, however it was typed', async () => {
    expect((await bench.run([...deploy, '--user', 'zed', '--yes'])).exitCode).toBe(0)
    expect(await tagOf('prod/zed')).toBe('Zed')
    expect((await bench.run(['rotate', 'prod/zed', '--watch', '--yes'])).exitCode).toBe(0)
    const again = await bench.run([...deploy, '--user', 'zed', '--yes'])
    expect([again.exitCode, changing(again)]).toEqual([0, []])
  })

  it('is spelled so too where the name answers a question', async () => {
    const asked = await bench.run([...deploy, '--yes', '--later'], {tty: {columns: 100}, answers: ['zed']})
    expect([asked.exitCode, await tagOf('prod/zed')]).toEqual([0, 'Zed'])
  })

  it('has its tag spelled anew while a placeholder stands in the secret, and never after', async () => {
    await bench.run([...deploy, '--user', 'Zed', '--yes'])
    const wrong = {SecretId: 'prod/zed', Tags: [{Key: 'secrot:user-name', Value: 'zed'}]}
    await bench.sandbox.call('secretsmanager', 'TagResource', wrong)
    expect(changing(await bench.run([...deploy, '--yes']))).toEqual(['secretsmanager:TagResource'])
    await bench.run(['rotate', 'prod/zed', '--watch', '--yes'])
    await bench.sandbox.call('secretsmanager', 'TagResource', wrong)
    expect(changing(await bench.run([...deploy, '--user', 'Zed', '--yes']))).toEqual([])
  })

  it('is refused where no tag can hold the name, with the command that renames it (exit 2)', async () => {
    const refused = await bench.run([...deploy, '--user', 'a,b', '--yes'])
    expect([refused.exitCode, changing(refused)]).toEqual([2, []])
    expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'Rename it: aws iam update-user --user-name a,b --new-user-name NAME',
    )
  })

  it('is one of many users once, however often and in whatever case it is named', async () => {
    const twice = ['deploy', 'iam-access-key', '--user', 'dora', '--user', 'Dora']
    const {json} = await bench.run([...twice, '--yes', '--json'])
    expect((json as DeployJson).users.map(({userName, state}) => [userName, state])).toEqual([['Dora', 'added']])
    const asked = await bench.run([...twice, '--user', 'zed'], {tty: {columns: 100}, answers: ['n']})
    expect(asked.stderr).toContain('for 2 users')
  })
})
