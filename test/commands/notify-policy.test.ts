import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {startRotators, type RotatorBench} from '../support/node-rotator.ts'
import {notifierRoot} from '../support/notifier-root.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

interface Policy {
  readonly Version: string
  readonly Statement: readonly {readonly Action: readonly string[]}[]
}

let built: Awaited<ReturnType<typeof notifierRoot>>
let bench: RotatorBench
let users = 0

beforeEach(async () => {
  built = await notifierRoot()
  bench = await startRotators()
  const {accountId, region} = bench.sandbox
  bench.sandbox.trail.addTrail({accountId, region, name: 'all'})
  await bench.secret('prod/api')
})
afterEach(async () => {
  await bench[Symbol.asyncDispose]()
  await built[Symbol.asyncDispose]()
})

function runAs(policy: Policy, argv: readonly string[]): Promise<SecrotRun> {
  const {accountId, iam, url} = bench.sandbox
  const credentials = iam.addUser({accountId, userName: `user-${++users}`, policies: {only: policy}})
  return bench.run(['notify', ...argv], {root: built.root, sandbox: {url, credentials}})
}

function without(policy: Policy, action: string): Policy {
  const Statement = policy.Statement.map(statement => ({
    ...statement,
    Action: statement.Action.filter(each => each !== action),
  })).filter(({Action}) => Action.length > 0)
  return {...policy, Statement}
}

const topicArn = 'arn:aws:sns:eu-central-1:111122223333:secrot-notify'
// Once nothing is watched any more, nobody misses the trail.
const trails = ['cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus']

describe('the policy that secrot prints for notify', () => {
  it.each([
    ['sets it up', [], ['prod/api', '--email', 'oncall@example.com', '--test', '--yes'], []],
    [
      'takes the last secret out',
      ['prod/api', '--yes'],
      ['prod/api', '--remove', '--allow', 'secrot-notify', '--allow', topicArn],
      trails,
    ],
    ['shows it', ['prod/api', '--yes'], ['--list'], []],
  ])('%s; without any one action the command says which is missing', async (_, before, argv, unmissed) => {
    const printed = await bench.run(['policy', 'notify', '--secret', 'prod/api', '--region', 'eu-central-1'])
    const policy = JSON.parse(printed.stdout) as Policy
    if (before.length > 0) await bench.run(['notify', ...before], {root: built.root})
    const start = bench.sandbox.snapshot()
    const whole = await runAs(policy, argv)
    expect([whole.exitCode, whole.stdout + whole.stderr]).toEqual([0, expect.not.stringMatching(/[Nn]ot read|DENIED/)])
    // AWS needs no permission for GetCallerIdentity, and asks for PassRole where a function gets its role.
    const called = new Set(whole.calledActions.filter(action => action !== 'sts:GetCallerIdentity'))
    if (called.has('lambda:CreateFunction')) called.add('iam:PassRole')
    const silent: string[] = []
    for (const action of called) {
      bench.sandbox.restore(start)
      const run = await runAs(without(policy, action), argv)
      // SNS writes its own name large.
      const text = (run.stdout + run.stderr).replaceAll(/\s+/g, ' ').replaceAll('SNS:', 'sns:')
      if (!text.includes(action) || !(run.exitCode === 5 || text.includes('Not read'))) silent.push(action)
    }
    expect(silent).toEqual(unmissed)
  })
})
