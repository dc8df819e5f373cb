import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {breachesOf} from '../support/json-schema.ts'

const name = 'secrot-random-password'
const deploy = ['deploy', 'random-password', '--secret', 'prod/session', '--yes']

const changes = [
  'TagResource',
  'CancelRotateSecret',
  'RemovePermission',
  'DeleteFunction',
  'DeleteRolePolicy',
  'DeleteRole',
  'DeleteLogGroup',
] as const

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench()
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  await bench.sandbox.reset()
  await bench.run(deploy)
})

const ask = (service: string, operation: string, input = {}) => bench.sandbox.call(service, operation, input)

/** What is there beside secrets. */
async function left(): Promise<object> {
  const {Functions} = (await ask('lambda', 'ListFunctions')) as {Functions: unknown[]}
  const {Roles} = (await ask('iam', 'ListRoles')) as {Roles: unknown[]}
  const {logGroups} = (await ask('logs', 'DescribeLogGroups')) as {logGroups: unknown[]}
  return {functions: Functions.length, roles: Roles.length, groups: logGroups.length}
}

describe('destroy', () => {
  it('takes everything away in the order in which nothing is left half usable, and keeps the secret with its value', async () => {
    const value = await ask('secretsmanager', 'GetSecretValue', {SecretId: 'prod/session'})
    const run = await bench.run(['destroy', name, '--logs', '--yes'])
    expect(run.exitCode).toBe(0)
    expect(changing(run).map(action => action.replace(/^.*:/, ''))).toEqual(changes)
    expect(await left()).toEqual({functions: 0, roles: 0, groups: 0})
    expect(await ask('secretsmanager', 'GetSecretValue', {SecretId: 'prod/session'})).toEqual(value)
    expect(run.stdout).toContain(`took ${name} away; prod/session stays and rotates no more`)
  })

  it('keeps the log without --logs, and does nothing the second time', async () => {
    await bench.run(['destroy', name, '--yes'])
    expect(await left()).toEqual({functions: 0, roles: 0, groups: 1})
    const again = await bench.run(['destroy', name, '--yes'])
    expect([again.exitCode, changing(again), again.stdout]).toEqual([0, [], expect.stringContaining('nothing of')])
  })

  it('wants the name typed in a terminal, and the flag elsewhere', async () => {
    const yes = await bench.run(['destroy', name], {tty: {columns: 120}, answers: ['y']})
    expect([yes.exitCode, changing(yes), yes.stderr]).toEqual([3, [], expect.stringContaining(`type ${name}`)])
    const unasked = await bench.run(['destroy', name])
    expect([unasked.exitCode, changing(unasked), unasked.stderr]).toEqual([2, [], expect.stringContaining('--yes')])
    const typed = await bench.run(['destroy', name], {tty: {columns: 120}, answers: [name]})
    expect(typed.exitCode).toBe(0)
  })

  it('is made up for by the command that made it', async () => {
    const {stderr} = await bench.run(['destroy', name, '--yes'])
    const again = /undo +(secrot deploy .*)/.exec(stderr)?.[1]?.split(' ').slice(1) ?? []
    expect((await bench.run([...again, '--yes'])).exitCode).toBe(0)
    expect((await bench.run(['rotate', 'prod/session', '--watch', '--yes'])).exitCode).toBe(0)
  })

  it('answers with one object', async () => {
    const planned = await bench.run(['destroy', name, '--dry-run', '--json'])
    expect(breachesOf('destroy', planned.json)).toEqual([])
    expect(planned.json).toMatchObject({outcome: 'planned', secrets: ['prod/session']})
    expect(await left()).toEqual({functions: 1, roles: 1, groups: 1})
  })

  it('refuses while a rotation is under way', async () => {
    bench.sandbox.faults.set([{kind: 'access-denied', operation: 'GetRandomPassword'}])
    await bench.run(['rotate', 'prod/session', '--watch', '--fail-fast', '--yes'])
    const run = await bench.run(['destroy', name, '--yes'])
    bench.sandbox.faults.clear()
    expect([run.exitCode, changing(run), run.stderr]).toEqual([3, [], expect.stringContaining('ROTATION_IN_PROGRESS')])
  })

  it('touches no function, role or policy of others', async () => {
    await ask('iam', 'AttachRolePolicy', {
      RoleName: `${name}-role`,
      PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    })
    const shared = await bench.run(['destroy', name, '--yes'])
    expect([shared.exitCode, changing(shared), shared.stderr]).toEqual([3, [], expect.stringContaining('ROLE_SHARED')])
    await ask('lambda', 'UntagResource', {
      Resource: `arn:aws:lambda:eu-central-1:${bench.sandbox.accountId}:function:${name}`,
      TagKeys: ['secrot:deployment'],
    })
    const foreign = await bench.run(['destroy', name, '--yes'])
    expect([foreign.exitCode, changing(foreign), foreign.stderr]).toEqual([
      3,
      [],
      expect.stringContaining('NAME_TAKEN'),
    ])
  })

  it.each(changes.map((change, index) => [change, index + 1] as const))(
    'goes on after it was stopped at %s',
    async (_, count) => {
      const interrupt = new AbortController()
      const stopped = await bench.run(['destroy', name, '--logs', '--yes'], {
        interrupt: interrupt.signal,
        onOutput({stderr}) {
          if (stderr.split('\ndone  ').length > count) interrupt.abort()
        },
      })
      expect(changing(stopped)).toHaveLength(count)
      const resumed = await bench.run(['destroy', name, '--logs', '--yes'])
      expect([resumed.exitCode, changing(resumed).length]).toEqual([0, changes.length - count])
      expect(await left()).toEqual({functions: 0, roles: 0, groups: 0})
    },
  )

  it.each(changes)('ends in the same run where the answer to %s is lost', async operation => {
    bench.sandbox.faults.set([{kind: 'lost-reply', operation, times: 1}])
    const run = await bench.run(['destroy', name, '--logs', '--yes'])
    bench.sandbox.faults.clear()
    expect([run.exitCode, await left()]).toEqual([0, {functions: 0, roles: 0, groups: 0}])
  })
})
