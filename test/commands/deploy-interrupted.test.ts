import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

const session = ['deploy', 'random-password', '--secret', 'prod/session', '--yes']

/** Changes of a deployment where nothing is yet, with how the operation is called. */
const changes = [
  'CreateSecret',
  'CreateLogGroup',
  'PutRetentionPolicy',
  'CreateRole',
  'PutRolePolicy',
  'CreateFunction',
  'AddPermission',
  'RotateSecret',
] as const

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(() => bench.sandbox.reset())

/** Stops as Ctrl-C does, once so many changes have been made. */
async function stoppedAfter(count: number): Promise<SecrotRun> {
  const interrupt = new AbortController()
  return bench.run(session, {
    interrupt: interrupt.signal,
    onOutput({stderr}) {
      if (stderr.split('\ndone  ').length > count) interrupt.abort()
    },
  })
}

/** Everything that exists, without what is drawn by chance or told by a clock. */
async function everything(): Promise<object> {
  const {sandbox} = bench
  // What AWS does by itself once a schedule is set.
  await sandbox.clock.idle()
  const ask = (service: string, operation: string, input = {}) => sandbox.call(service, operation, input)
  const name = 'secrot-random-password'
  const {Configuration, Tags} = (await ask('lambda', 'GetFunction', {FunctionName: name})) as {
    Configuration: object
    Tags: object
  }
  const role = {RoleName: `${name}-role`}
  const all = {
    secrets: await ask('secretsmanager', 'ListSecrets'),
    functions: ((await ask('lambda', 'ListFunctions')) as {Functions: unknown[]}).Functions.length,
    configuration: Configuration,
    tags: Tags,
    policy: JSON.parse(((await ask('lambda', 'GetPolicy', {FunctionName: name})) as {Policy: string}).Policy),
    groups: await ask('logs', 'DescribeLogGroups'),
    role: await ask('iam', 'GetRole', role),
    rights: await ask('iam', 'GetRolePolicy', {...role, PolicyName: 'rotation'}),
  }
  const text = JSON.stringify(all, (key, value: unknown) => (isByChance(key) ? undefined : value))
  return JSON.parse(
    text
      .replaceAll(/secret:prod\/session-\w{6}|secret%3Aprod%2Fsession-\w{6}/g, 'secret:prod/session-XXXXXX')
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
      .replaceAll(/secrot-[0-9a-f]{16}/g, 'STATEMENT'),
  ) as object
}

function isByChance(key: string): boolean {
  return /Date|Time|LastUsed|LastModified|RevisionId|RequestId|RoleId|storedBytes|\$metadata/.test(key)
}

describe('an interrupted deployment', () => {
  it.each(changes.map((change, index) => [change, index + 1] as const))(
    'goes on after %s and ends as an undisturbed one',
    async (_, count) => {
      await bench.run(session)
      const undisturbed = await everything()
      await bench.sandbox.reset()
      const stopped = await stoppedAfter(count)
      expect(changing(stopped)).toHaveLength(count)
      const resumed = await bench.run(session)
      expect(resumed.exitCode).toBe(0)
      expect(changing(resumed)).toHaveLength(changes.length - count)
      expect(await everything()).toEqual(undisturbed)
    },
  )

  it.each(changes)('ends as an undisturbed one in the same run where the answer to %s is lost', async operation => {
    bench.sandbox.faults.set([{kind: 'lost-reply', operation, times: 1}])
    const deployed = await bench.run(session)
    bench.sandbox.faults.clear()
    expect([deployed.exitCode, changing(deployed).length]).toEqual([0, changes.length])
    expect((await bench.run(session)).stdout).toContain('already deployed')
  })

  it.each(changes)('says what failed where %s is refused, and goes on once it is allowed', async operation => {
    bench.sandbox.faults.set([{kind: 'access-denied', operation, times: 1}])
    const refused = await bench.run(session)
    bench.sandbox.faults.clear()
    expect([refused.exitCode, refused.stderr]).toEqual([5, expect.stringContaining(operation)])
    expect((await bench.run(session)).exitCode).toBe(0)
    expect((await bench.run(session)).stdout).toContain('already deployed')
  })
})
