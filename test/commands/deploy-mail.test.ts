import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {breachesOf} from '../support/json-schema.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

const FROM = 'rotation@example.com'
const USER = 'ana@example.org'

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  await bench.sandbox.reset()
  bench.sandbox.iam.addUser({accountId: bench.sandbox.accountId, userName: USER, policies: {}})
})

const deploy = (...words: readonly string[]): Promise<SecrotRun> =>
  bench.run(['deploy', 'iam-access-key', '--secret', 'prod/ci', '--user', USER, '--yes', ...words])
const mailing = ['--set', `MAIL_FROM=${FROM}`]

async function topic(): Promise<string> {
  const {TopicArn} = (await bench.sandbox.call('sns', 'CreateTopic', {Name: 'rotations'})) as {TopicArn: string}
  return TopicArn
}

describe('deploy of a rotator that mails', () => {
  it('asks an unknown sender by mail, says that nothing goes until it agrees, and asks once', async () => {
    const first = await deploy(...mailing)
    expect(first.exitCode).toBe(0)
    expect(changing(first)).toContain('ses:CreateEmailIdentity')
    expect(first.stdout).toContain(`No mail goes from ${FROM} until it is verified`)
    const again = await deploy(...mailing)
    expect(changing(again)).toEqual([])
    expect(again.stderr).toContain(`No mail goes from ${FROM} until it is verified`)
  })

  it('takes a sender whose domain is verified, and makes no identity', async () => {
    bench.sandbox.mail.verify('example.com')
    bench.sandbox.mail.productionAccess(true)
    const run = await deploy(...mailing)
    expect(changing(run)).not.toContain('ses:CreateEmailIdentity')
    expect(run.stdout).not.toContain('No mail goes')
    expect(run.stderr).toContain('mails in 24 hours')
  })

  it('says whom SES does not reach in sandbox mode, until that address is verified', async () => {
    bench.sandbox.mail.verify(FROM)
    expect((await deploy(...mailing)).stdout.replaceAll(/\s+/g, ' ')).toContain(`not yet ${USER}`)
    bench.sandbox.mail.verify(USER)
    expect((await deploy(...mailing)).stderr).not.toContain('sandbox mode')
  })

  it('lets the function mail in sandbox mode, for which SES asks for the identity of the recipient too, and no longer', async () => {
    for (const address of [FROM, USER]) bench.sandbox.mail.verify(address)
    await deploy(...mailing)
    expect((await bench.run(['rotate', 'prod/ci', '--watch', '--yes'])).exitCode).toBe(0)
    expect(bench.sandbox.mail.sent().map(({to}) => to)).toEqual([[USER]])
    const doctor = await bench.hurried(['doctor', 'prod/ci', '--strict'])
    expect(doctor.stdout).toContain('nothing found')
    bench.sandbox.mail.productionAccess(true)
    expect(changing(await deploy(...mailing))).toEqual(['iam:PutRolePolicy'])
    const role = {RoleName: 'secrot-iam-access-key-role', PolicyName: 'rotation'}
    expect(JSON.stringify(await bench.sandbox.call('iam', 'GetRolePolicy', role))).not.toContain(`identity/${USER}`)
  })

  it('says that nobody knows the address of a user', async () => {
    const {accountId, iam, mail} = bench.sandbox
    iam.addUser({accountId, userName: 'ci', policies: {}})
    mail.verify(FROM)
    const argv = ['deploy', 'iam-access-key', '--secret', 'prod/ci', '--user', 'ci', '--yes']
    const run = await bench.run([...argv, ...mailing])
    expect(run.stderr).toContain('No mail goes for prod/ci: nobody knows whose address it is')
  })

  it('says whom a topic does not reach yet', async () => {
    const TopicArn = await topic()
    const set = ['--set', `TOPIC_ARN=${TopicArn}`]
    expect((await deploy(...set)).stderr).toContain(`${TopicArn} reaches nobody`)
    await bench.sandbox.call('sns', 'Subscribe', {TopicArn, Protocol: 'email', Endpoint: 'admin@example.com'})
    expect((await deploy(...set)).stderr).toContain('does not reach admin@example.com yet')
  })

  it('says so in its JSON', async () => {
    const {json} = await deploy(...mailing, '--dry-run', '--json')
    expect(breachesOf('deploy', json)).toEqual([])
    expect(json).toMatchObject({mail: {notYet: [expect.stringContaining(FROM), expect.stringContaining(USER)]}})
  })

  it('goes on where the answer to that was lost', async () => {
    bench.sandbox.faults.set([{kind: 'lost-reply', operation: 'CreateEmailIdentity', times: 1}])
    expect((await deploy(...mailing)).exitCode).toBe(0)
    bench.sandbox.faults.set([])
    expect(changing(await deploy(...mailing))).toEqual([])
  })

  it('deploys all the same where it may not look, and says that it does not know', async () => {
    bench.sandbox.faults.set([{kind: 'access-denied', operation: 'GetAccount'}])
    const run = await deploy(...mailing)
    bench.sandbox.faults.set([])
    expect([run.exitCode, run.stderr]).toEqual([0, expect.stringContaining('Whether mails can go is unknown')])
  })
})
