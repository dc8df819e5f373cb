import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'

const GROUP = '/aws/lambda/secrot-random-password'
const deploy = ['deploy', 'random-password', '--secret', 'prod/session', '--yes']
const destroy = ['destroy', 'secrot-random-password', '--logs', '--yes']

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(() => bench.sandbox.reset())

const logs = (operation: string, input: object) => bench.sandbox.call('logs', operation, {...input})

async function group(): Promise<{readonly retentionInDays?: number} | undefined> {
  const {logGroups} = (await logs('DescribeLogGroups', {logGroupNamePrefix: GROUP})) as {
    logGroups: {logGroupName: string; retentionInDays?: number}[]
  }
  return logGroups.find(({logGroupName}) => logGroupName === GROUP)
}

describe('a log group that was there before', () => {
  beforeEach(() => logs('CreateLogGroup', {logGroupName: GROUP}))

  it('keeps its lines for ever as it did, until somebody asks for days', async () => {
    const run = await bench.run(deploy)
    expect([run.exitCode, changing(run)]).toEqual([0, expect.not.arrayContaining(['logs:PutRetentionPolicy'])])
    expect(await group()).not.toHaveProperty('retentionInDays')
    const asked = await bench.run([...deploy, '--log-retention', '30'])
    expect(changing(asked)).toEqual(['logs:PutRetentionPolicy'])
    expect(asked.stderr).toContain('undo  none: lines that are older than 30 days do not come back')
    expect(await group()).toMatchObject({retentionInDays: 30})
  })

  it('stays when the deployment goes, and that is said', async () => {
    await bench.run(deploy)
    const run = await bench.run(destroy)
    expect([run.exitCode, run.stderr]).toEqual([0, expect.stringContaining(`Log group ${GROUP} was there before`)])
    expect(await group()).toBeDefined()
  })
})

describe('a log group that deploy made', () => {
  it('keeps its lines for 90 days, and goes with --logs', async () => {
    await bench.run(deploy)
    expect(await group()).toMatchObject({retentionInDays: 90})
    expect(changing(await bench.run(deploy))).toEqual([])
    await bench.run(destroy)
    expect(await group()).toBeUndefined()
  })

  it('shows the way back to more days only where no line is lost', async () => {
    await bench.run(deploy)
    const longer = await bench.run([...deploy, '--log-retention', '365'])
    expect(longer.stderr).toContain('undo  aws logs put-retention-policy')
    const shorter = await bench.run([...deploy, '--log-retention', '7'])
    expect(shorter.stderr).toContain('undo  none: lines that are older than 7 days do not come back')
  })
})
