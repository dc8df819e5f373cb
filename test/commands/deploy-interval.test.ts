import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'

const one = ['deploy', 'iam-access-key', '--secret', 'prod/one', '--user', 'svc', '--yes']
const many = ['deploy', 'iam-access-key', '--user', 'ana', '--user', 'bob', '--yes']

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  await bench.sandbox.reset()
  const {accountId, iam} = bench.sandbox
  for (const userName of ['svc', 'ana', 'bob']) iam.addUser({accountId, userName, policies: {}})
})

const said = ({stderr}: {readonly stderr: string}) => stderr.replaceAll(/\s+/g, ' ')

describe('deploy iam-access-key', () => {
  it.each([
    [[...one, '--every', '1d'], '--every', '--secret prod/one --every 2d'],
    [[...one, '--rate', '28 hours', '--window', '1h'], '--rate', '--secret prod/one --every 2d'],
    [[...one, '--cron', '0 8 1,2 * ? *'], '--cron', '--secret prod/one --every 2d'],
    [[...one, '--every', '10d', '--set', 'OVERLAP_HOURS=240'], '--every', '--secret prod/one --every 11d'],
    [[...many, '--every', '1d'], '--every', '--user ana --every 7d'],
    [[...one.slice(0, -1), '--every', '1d', '--emit', 'cloudformation'], '--every', '--secret prod/one --every 2d'],
  ])('refuses a schedule that leaves no room for a third key: %j', async (argv, flag, next) => {
    const run = await bench.run(argv)
    expect(run.exitCode).toBe(2)
    expect(said(run)).toContain(`SCHEDULE_INVALID: ${flag}:`)
    expect(said(run)).toContain('would find no room for another')
    expect(said(run)).toContain(`secrot deploy iam-access-key ${next}`)
    expect(changing(run)).toEqual([])
  })

  it('names the overlap that leaves room for one', async () => {
    expect(said(await bench.run([...one, '--every', '1d']))).toContain('(--set OVERLAP_HOURS=19)')
    const run = await bench.run([...one, '--every', '1d', '--set', 'OVERLAP_HOURS=19', '--dry-run'])
    expect(run.exitCode).toBe(0)
  })

  it.each([['2d'], ['29h']])('takes an interval that leaves room: %s', async every => {
    expect((await bench.run([...one, '--every', every, '--dry-run'])).exitCode).toBe(0)
  })

  it('asks for nothing of that kind from a rotator that keeps no second key', async () => {
    const run = await bench.run(['deploy', 'random-password', '--secret', 'prod/p', '--every', '1d', '--dry-run'])
    expect(run.exitCode).toBe(0)
  })

  it.each([
    ['cloudformation', /PeriodDays:[^]*?MinValue: 2/],
    ['terraform', /period_days >= 2/],
  ])('emits a template that takes no period without room: %s', async (format, least) => {
    const run = await bench.run([...one.slice(0, -1), '--emit', format])
    expect(run.stdout).toMatch(least)
  })
})
