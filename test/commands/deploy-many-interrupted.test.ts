import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {breachesOf} from '../support/json-schema.ts'
import type {RunSecrotOptions, SecrotRun} from '../support/run-secrot.ts'

const before = ['deploy', 'iam-access-key', '--user', 'ana', '--user', 'bob', '--yes']
/** One goes, one comes. */
const second = ['deploy', 'iam-access-key', '--user', 'ana', '--user', 'cid', '--remove', '--yes']

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(async () => {
  await bench.sandbox.reset()
  const {accountId, iam} = bench.sandbox
  for (const userName of ['ana', 'bob', 'cid']) iam.addUser({accountId, userName, policies: {}})
})

async function run(argv: readonly string[], options?: RunSecrotOptions): Promise<SecrotRun> {
  const done = await bench.run(argv, options)
  // What AWS does by itself once a schedule is set.
  await bench.sandbox.clock.idle()
  return done
}

/** Stops as Ctrl-C does, once so many changes have been made. */
function stoppedAfter(argv: readonly string[], count: number): Promise<SecrotRun> {
  const interrupt = new AbortController()
  return run(argv, {
    interrupt: interrupt.signal,
    onOutput({stderr}) {
      if (stderr.split('\ndone  ').length > count) interrupt.abort()
    },
  })
}

async function rotating(): Promise<readonly string[]> {
  const {SecretList: secrets} = (await bench.sandbox.call('secretsmanager', 'ListSecrets', {})) as {
    SecretList: readonly {readonly Name: string; readonly RotationEnabled?: boolean}[]
  }
  return secrets.map(({Name, RotationEnabled}) => `${Name} ${RotationEnabled === true ? 'on' : 'off'}`).toSorted()
}

async function settles(argv: readonly string[], secrets: readonly string[]): Promise<void> {
  const resumed = await run(argv)
  expect([resumed.exitCode, await rotating()]).toEqual([0, secrets])
  const again = await run(argv)
  expect([changing(again), again.stdout]).toEqual([[], expect.stringContaining('already deployed')])
}

const both = ['iam-access-key/ana on', 'iam-access-key/bob on']
const exchanged = ['iam-access-key/ana on', 'iam-access-key/bob off', 'iam-access-key/cid on']

describe('an interrupted deployment for many users', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('goes on after change %i of the first run', async count => {
    const stopped = await stoppedAfter(before, count)
    expect(changing(stopped).length).toBeGreaterThanOrEqual(count)
    await settles(before, both)
  })

  it.each([1, 2, 3, 4])('goes on after change %i of a second run that adds and removes', async count => {
    await run(before)
    const stopped = await stoppedAfter(second, count)
    expect(changing(stopped).length).toBeGreaterThanOrEqual(count)
    await settles(second, exchanged)
  })

  it.each(['CancelRotateSecret', 'PutRolePolicy', 'CreateSecret', 'RotateSecret'])(
    'ends in the same run where the answer to %s is lost',
    async operation => {
      await run(before)
      bench.sandbox.faults.set([{kind: 'lost-reply', operation, times: 1}])
      const deployed = await run(second)
      bench.sandbox.faults.clear()
      expect([deployed.exitCode, await rotating()]).toEqual([0, exchanged])
      await settles(second, exchanged)
    },
  )

  it('tells what AWS refuses for one user with that user, and does the others', async () => {
    await run(before)
    bench.sandbox.faults.set([{kind: 'server-error', operation: 'CreateSecret', times: 1}])
    const argv = [...second, '--user', 'bob']
    const failed = await run([...argv, '--json'])
    bench.sandbox.faults.clear()
    expect(failed.exitCode).toBe(1)
    expect(breachesOf('deploy', failed.json)).toEqual([])
    expect(failed.json).toMatchObject({
      users: [{state: 'unchanged'}, {state: 'unchanged'}, {userName: 'cid', state: 'failed'}],
    })
    await settles(argv, [...both, 'iam-access-key/cid on'])
  })

  it('leaves a rotation that is under way to its end, and takes that user away the next time', async () => {
    await run(before)
    const name = 'iam-access-key/bob'
    const {ARN: SecretId} = (await bench.sandbox.call('secretsmanager', 'DescribeSecret', {SecretId: name})) as {
      ARN: string
    }
    const token = '22222222-2222-4222-8222-222222222222'
    await bench.sandbox.call('secretsmanager', 'PutSecretValue', {
      SecretId,
      ClientRequestToken: token,
      SecretString: '{}',
      VersionStages: ['AWSPENDING'],
    })
    const busy = await run(second)
    expect([busy.exitCode, busy.stdout]).toEqual([3, expect.stringContaining('skipped: bob')])
    expect(changing(busy)).not.toContain('secretsmanager:CancelRotateSecret')
  })

  it('leaves the role as it is where a removal fails (exit 3), and goes on the next time', async () => {
    await run(before)
    bench.sandbox.faults.set([{kind: 'server-error', operation: 'CancelRotateSecret', times: 1}])
    const failed = await run(second)
    bench.sandbox.faults.clear()
    expect([failed.exitCode, changing(failed)]).toEqual([3, ['secretsmanager:CancelRotateSecret']])
    expect(failed.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'The rotation of bob did not go off. The role stays as it is',
    )
    expect((await run(['rotate', 'iam-access-key/bob', '--watch', '--yes'])).exitCode).toBe(0)
    await settles(second, exchanged)
  })

  it('is taken away as one, with a command that makes it again', async () => {
    await run(before)
    const destroyed = await run(['destroy', 'secrot-iam-access-key-users', '--yes'])
    expect(destroyed.exitCode).toBe(0)
    expect(await rotating()).toEqual(['iam-access-key/ana off', 'iam-access-key/bob off'])
    expect(destroyed.stderr).toContain(
      'secrot deploy iam-access-key --name secrot-iam-access-key-users --prefix iam-access-key/ --user ana --user bob',
    )
  })
})
