import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type DeployBench, startDeployBench} from '../support/deploy-bench.ts'

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(() => bench.sandbox.reset())

describe('deploy --set', () => {
  it.each([
    ['iam-access-key', 'TOPIC_ARN=foo', 'the ARN of a topic'],
    ['iam-access-key', 'TOPIC_ARN=', 'the ARN of a topic'],
    ['iam-access-key', 'OVERLAP_HOURS=-5', 'a whole number from 1 to 8760'],
    ['iam-access-key', 'MAIL_FROM=notmail', 'an address of mail'],
    ['random-password', 'TEST_FUNCTION=hello', 'the ARN of a function'],
    ['random-password', 'PASSWORD_LENGTH=abc', 'a whole number from 1 to 4096'],
    ['random-password', 'PASSWORD_LENGTH=99999', 'a whole number from 1 to 4096'],
    ['random-password', 'PASSWORD_LENGTH=2', '13 bits, and random-password takes 128 at least'],
    ['random-password', 'INCLUDE_SPACE=maybe', 'true or false'],
  ])(
    'refuses before anything is made what cannot be (exit 2), also for a template: %s %s',
    async (rotator, set, says) => {
      const user = rotator === 'iam-access-key' ? ['--user', 'ci'] : []
      if (user.length > 0) await bench.sandbox.call('iam', 'CreateUser', {UserName: 'ci'})
      const words = ['deploy', rotator, '--secret', 'prod/one', ...user, '--set', set]
      for (const argv of [
        [...words, '--yes'],
        [...words, '--emit', 'cloudformation'],
        [...words, '--emit', 'terraform'],
      ]) {
        const {exitCode, stdout, stderr, calledActions} = await bench.run(argv)
        expect([exitCode, stdout]).toEqual([2, ''])
        expect(stderr.replaceAll(/\s+/g, ' ')).toContain(says)
        expect(calledActions.filter(action => !/:(?:Get|List|Describe)/.test(action))).toEqual([])
      }
    },
  )

  it('refuses it for many users too, and where a secret is asked for in a terminal', async () => {
    await bench.sandbox.call('iam', 'CreateUser', {UserName: 'ci'})
    const many = await bench.run(['deploy', 'iam-access-key', '--user', 'ci', '--set', 'TOPIC_ARN=foo', '--yes'])
    expect([many.exitCode, many.stderr]).toEqual([2, expect.stringContaining('the ARN of a topic')])
    const asked = await bench.run(['deploy', 'random-password', '--set', 'PASSWORD_LENGTH=abc'], {
      tty: {columns: 120},
      answers: ['prod/one', ''],
    })
    expect([asked.exitCode, asked.stderr]).toEqual([2, expect.stringContaining('from 1 to 4096')])
  })

  it('takes a weak password where that is said, by a tag of the secret too', async () => {
    const weak = ['deploy', 'random-password', '--secret', 'prod/one', '--yes', '--set', 'PASSWORD_LENGTH=10']
    expect((await bench.run(weak)).exitCode).toBe(2)
    expect((await bench.run([...weak, '--set', 'MIN_BITS=40'])).exitCode).toBe(0)
    expect((await bench.run(weak)).exitCode).toBe(0)
  })
})
