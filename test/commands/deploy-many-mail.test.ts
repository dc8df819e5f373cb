import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {breachesOf} from '../support/json-schema.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

const FROM = 'rotation@example.com'
const users = Array.from({length: 12}, (_, index) => `user-${index + 10}`)

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  await bench.sandbox.reset()
  const {accountId, iam} = bench.sandbox
  for (const userName of users) iam.addUser({accountId, userName, policies: {}})
})

const deploy = (names: readonly string[], ...words: readonly string[]): Promise<SecrotRun> =>
  bench.run(['deploy', 'iam-access-key', ...names.flatMap(name => ['--user', name]), '--yes', ...words])

describe('deploy of a rotator that mails many users', () => {
  it('asks an unknown sender once for all of them, and says what does not arrive yet', async () => {
    const mailing = ['--set', `MAIL_FROM=${FROM}`, '--set', 'MAIL_DOMAIN=example.org']
    const first = await deploy(users.slice(0, 2), ...mailing)
    expect([first.exitCode, changing(first).filter(one => one.startsWith('ses:'))]).toEqual([
      0,
      ['ses:CreateEmailIdentity'],
    ])
    expect(first.stdout.replaceAll(/\s+/g, ' ')).toContain(`No mail goes from ${FROM} until it is verified`)
    await bench.sandbox.clock.idle()
    const again = await deploy(users.slice(0, 2), '--json')
    expect([changing(again), breachesOf('deploy', again.json)]).toEqual([[], []])
    expect(again.json).toMatchObject({
      mail: {
        notYet: [
          expect.stringContaining(FROM),
          expect.stringContaining('which the role for many users does not have'),
          expect.stringContaining('user-10@example.org, user-11@example.org'),
        ],
        quota: expect.stringContaining('mails in 24 hours'),
      },
    })
  })

  it('names ten of those whose address nobody knows, and counts the others', async () => {
    bench.sandbox.mail.verify(FROM)
    const {stderr} = await deploy(users, '--set', `MAIL_FROM=${FROM}`, '--dry-run')
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'iam-access-key/user-19 … and 2 more: nobody knows whose address it is',
    )
  })

  it('says whom a topic of theirs does not reach', async () => {
    const {TopicArn} = (await bench.sandbox.call('sns', 'CreateTopic', {Name: 'rotations'})) as {TopicArn: string}
    const {stderr} = await deploy(users.slice(0, 2), '--set', `TOPIC_ARN=${TopicArn}`, '--dry-run')
    expect(stderr).toContain(`${TopicArn} reaches nobody`)
  })
})
