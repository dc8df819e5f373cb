import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {changing, type DeployBench, startDeployBench} from '../support/deploy-bench.ts'
import {breachesOf} from '../support/json-schema.ts'
import type {SecrotRun} from '../support/run-secrot.ts'

const name = 'secrot-random-password'
const session = ['deploy', 'random-password', '--secret', 'prod/session', '--yes']
const destroy = ['destroy', name, '--yes']
const users = ['deploy', 'iam-access-key', '--user', 'ana', '--user', 'bob', '--yes']

/** Of a deployment that was destroyed and is made again. */
const changes = [
  'CreateRole',
  'PutRolePolicy',
  'CreateFunction',
  'AddPermission',
  'RotateSecret',
  'UntagResource',
] as const

let bench: DeployBench

beforeAll(async () => {
  bench = await startDeployBench({switches: {keySpreadMs: 0}})
})
afterAll(() => bench[Symbol.asyncDispose]())
beforeEach(() => bench.sandbox.reset())

async function run(argv: readonly string[]): Promise<SecrotRun> {
  const done = await bench.run(argv)
  // What AWS does by itself once a schedule is set.
  await bench.sandbox.clock.idle()
  return done
}

/** Stops as Ctrl-C does, once so many changes have been made. */
async function stoppedAfter(argv: readonly string[], count: number): Promise<SecrotRun> {
  const interrupt = new AbortController()
  const stopped = await bench.run(argv, {
    interrupt: interrupt.signal,
    onOutput({stderr}) {
      if (stderr.split('\ndone  ').length > count) interrupt.abort()
    },
  })
  await bench.sandbox.clock.idle()
  return stopped
}

interface Described {
  readonly RotationEnabled?: boolean
  readonly Tags?: readonly {readonly Key: string}[]
}

async function seen(secretId: string): Promise<{readonly rotates: boolean; readonly tags: readonly string[]}> {
  const {RotationEnabled, Tags = []} = (await bench.sandbox.call('secretsmanager', 'DescribeSecret', {
    SecretId: secretId,
  })) as Described
  return {rotates: RotationEnabled === true, tags: Tags.map(({Key}) => Key)}
}

async function settles(): Promise<void> {
  expect((await run(session)).exitCode).toBe(0)
  const {rotates, tags} = await seen('prod/session')
  expect([rotates, tags.includes('secrot:destroyed')]).toEqual([true, false])
  const again = await run(session)
  expect([changing(again), again.stdout]).toEqual([[], expect.stringContaining('rotates prod/session')])
}

describe('deploy after destroy', () => {
  it('switches the rotation on again as it was', async () => {
    await run([...session, '--every', '60d'])
    await run(destroy)
    const again = await run(session)
    expect(changing(again).map(action => action.replace(/^.*:/, ''))).toEqual(changes)
    await settles()
  })

  it.each(changes.map((change, index) => [change, index + 1] as const))(
    'goes on to the rotation after it was stopped at %s',
    async (_, count) => {
      await run(session)
      await run(destroy)
      expect(changing(await stoppedAfter(session, count))).toHaveLength(count)
      await settles()
    },
  )

  it.each(changes)('ends as an undisturbed one where %s is refused once', async operation => {
    await run(session)
    await run(destroy)
    bench.sandbox.faults.set([{kind: 'access-denied', operation, times: 1}])
    expect((await run(session)).exitCode).toBe(5)
    bench.sandbox.faults.clear()
    await settles()
  })

  it('takes a second secret of the function up again too', async () => {
    const second = ['deploy', 'random-password', '--secret', 'prod/second', '--yes']
    await run(session)
    await run(second)
    await run(destroy)
    await run(session)
    expect((await run(second)).exitCode).toBe(0)
    expect(await seen('prod/second')).toMatchObject({rotates: true})
  })

  it('leaves off what somebody switched off before all was taken away, and says that it is off', async () => {
    await run(session)
    await run(['disable', 'prod/session', '--yes'])
    await run(destroy)
    const again = await run([...session, '--json'])
    expect(breachesOf('deploy', again.json)).toEqual([])
    expect([again.exitCode, again.json]).toEqual([0, expect.objectContaining({rotationOff: true})])
    expect(await seen('prod/session')).toMatchObject({rotates: false})
  })

  it('leaves off what somebody switched off after it was made again, and never says that it rotates', async () => {
    await run(session)
    await run(destroy)
    await run(session)
    await run(['disable', 'prod/session', '--yes'])
    const again = await run(session)
    expect([again.exitCode, changing(again)]).toEqual([0, []])
    expect(again.stdout).toContain('does not rotate prod/session, which is switched off')
    expect(again.stdout).not.toContain('rotates prod/session')
    expect(again.stderr).toContain('Next: secrot enable prod/session --restore')
  })

  it.each([4, 5, 6, 7, 8])('goes on for all users after it was stopped at change %i', async count => {
    const {accountId, iam} = bench.sandbox
    for (const userName of ['ana', 'bob']) iam.addUser({accountId, userName, policies: {}})
    await run(users)
    await run(['destroy', 'secrot-iam-access-key-users', '--yes'])
    await stoppedAfter(users, count)
    expect((await run(users)).exitCode).toBe(0)
    for (const user of ['ana', 'bob']) {
      const {rotates, tags} = await seen(`iam-access-key/${user}`)
      expect([rotates, tags.includes('secrot:destroyed')]).toEqual([true, false])
    }
    expect((await run(users)).stdout).toContain('already deployed')
  })

  it('leaves the rotation of a user off that somebody switched off before all was taken away (exit 3)', async () => {
    const {accountId, iam} = bench.sandbox
    for (const userName of ['ana', 'bob']) iam.addUser({accountId, userName, policies: {}})
    await run(users)
    await run(['disable', 'iam-access-key/bob', '--yes'])
    await run(['destroy', 'secrot-iam-access-key-users', '--yes'])
    const again = await run(users)
    expect([again.exitCode, again.stdout]).toEqual([3, expect.stringContaining('skipped: bob')])
    expect(await seen('iam-access-key/ana')).toMatchObject({rotates: true})
    expect(await seen('iam-access-key/bob')).toMatchObject({rotates: false})
  })
})
