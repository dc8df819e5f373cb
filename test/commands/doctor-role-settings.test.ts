import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {findingOf, secretOf} from '../support/doctor-answers.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:admin'
const USER = ['deploy', 'iam-access-key', '--user', 'svc', '--secret', 'prod/one', '--yes']
const TOLD = [...USER, '--set', 'MAIL_FROM=ops@example.com', '--set', 'MAIL_TO=ana@example.com']
const role = {RoleName: 'secrot-iam-access-key-role', PolicyName: 'rotation'}

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  await bench.sandbox.reset()
  await bench.sandbox.call('iam', 'CreateUser', {UserName: 'svc'})
})

const diagnosed = (secret = 'prod/one'): Promise<SecrotRun> => bench.hurried(['doctor', secret, '--strict', '--json'])
const found = (run: SecrotRun) => secretOf(run).findings.map(({id}) => id)

async function allow(statement: object): Promise<void> {
  const answer = (await bench.sandbox.call('iam', 'GetRolePolicy', role)) as {PolicyDocument: string}
  const policy = JSON.parse(decodeURIComponent(answer.PolicyDocument)) as {Statement: object[]}
  policy.Statement.push({Effect: 'Allow', ...statement})
  await bench.sandbox.call('iam', 'PutRolePolicy', {...role, PolicyDocument: JSON.stringify(policy)})
}

describe('a role that allows what hangs on a setting', () => {
  it('is not too broad where mails and a topic are set', async () => {
    expect((await bench.run([...TOLD, '--set', `TOPIC_ARN=${TOPIC}`])).exitCode).toBe(0)
    const run = await diagnosed()
    expect([found(run), run.exitCode]).toEqual([[], 0])
  })

  it('is not too broad where a function tests the password', async () => {
    const set = ['--set', 'TEST_FUNCTION=arn:aws:lambda:eu-central-1:111122223333:function:check']
    await bench.run(['deploy', 'random-password', '--secret', 'prod/one', ...set, '--yes'])
    expect(found(await diagnosed())).toEqual([])
  })

  it('is not too broad for a secret without the setting, where the function serves another that has it', async () => {
    await bench.run(TOLD)
    await bench.sandbox.call('iam', 'CreateUser', {UserName: 'two'})
    await bench.run(['deploy', 'iam-access-key', '--user', 'two', '--secret', 'prod/two', '--yes'])
    expect(found(await diagnosed('prod/two'))).toEqual([])
  })

  it('is too broad where nothing is set, and where it allows that on everything', async () => {
    await bench.run(USER)
    await allow({Action: 'sns:Publish', Resource: TOPIC})
    expect(JSON.stringify(findingOf(await diagnosed(), 'role-too-broad'))).toContain('never called: sns:Publish')
    await bench.run([...USER, '--set', `TOPIC_ARN=${TOPIC}`])
    await allow({Action: 'sns:Publish', Resource: '*'})
    expect(JSON.stringify(findingOf(await diagnosed(), 'role-too-broad'))).toContain('on everything: sns:Publish')
  })

  it('has it in the least policy that is printed', async () => {
    await bench.run([...USER, '--set', `TOPIC_ARN=${TOPIC}`])
    await allow({Action: 'iam:DeleteUser', Resource: '*'})
    const advice = JSON.stringify(findingOf(await diagnosed(), 'role-too-broad'))
    for (const needed of ['sns:Publish', TOPIC, 'secretsmanager:TagResource']) expect(advice).toContain(needed)
    expect(advice).not.toContain('ses:SendEmail')
  })
})
