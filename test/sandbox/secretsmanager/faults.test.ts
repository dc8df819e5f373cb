import {deserialize, serialize} from 'node:v8'

import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {DAY, FUNCTION_ARN, HOUR, startBench, type Bench} from './support/bench.ts'
import {secretOf, shortOf, tokenOf, type SecretUnderTest} from './support/secrets.ts'
import {templateHandler} from './support/template.ts'

let bench: Bench

beforeEach(async () => {
  bench = await startBench()
})

afterEach(() => bench.sandbox.stop())

describe('labels that become visible late', () => {
  const hide = (operation: string) => bench.sandbox.faults.set([{kind: 'stale-labels', operation, times: 1}])

  let secret: SecretUnderTest

  // A client of one attempt: what the stale read answers is not asked for again.
  beforeEach(async () => {
    secret = secretOf(bench.sandbox.config)
    await secret.create('v1')
  })

  it('hide a new pending version from a read by label, once', async () => {
    await secret.put('v2', ['AWSPENDING'])
    hide('GetSecretValue')
    await expect(secret.value({label: 'AWSPENDING'})).rejects.toMatchObject({name: 'ResourceNotFoundException'})
    expect(await secret.value({label: 'AWSPENDING'})).toBe('value of v2')
  })

  it('hide the value of a pending version that a rotation made empty', async () => {
    await bench.rotate('t1')
    await secret.put('t1', ['AWSPENDING'])
    hide('GetSecretValue')
    await expect(secret.value({version: 't1'})).rejects.toMatchObject({name: 'ResourceNotFoundException'})
    expect(await secret.value({version: 't1'})).toBe('value of t1')
  })

  it('are old in lists and batches, too', async () => {
    await secret.put('v2')
    const {sandbox} = bench
    hide('ListSecrets')
    const list = async () => {
      const {SecretList} = (await sandbox.call('secretsmanager', 'ListSecrets', {})) as {
        SecretList: {SecretVersionsToStages: Record<string, string[]>}[]
      }
      return Object.keys(SecretList[0]!.SecretVersionsToStages).map(shortOf)
    }
    expect([await list(), await list()]).toEqual([['v1'], ['v1', 'v2']])
    hide('BatchGetSecretValue')
    const batch = () => sandbox.call('secretsmanager', 'BatchGetSecretValue', {SecretIdList: [secret.id]})
    expect(await batch()).toMatchObject({SecretValues: [{SecretString: 'value of v1'}]})
    expect(await batch()).toMatchObject({SecretValues: [{SecretString: 'value of v2'}]})
  })

  it('show the labels before the last move, and leave every write to the present ones', async () => {
    await secret.put('v2')
    hide('DescribeSecret')
    expect(await secret.labels()).toEqual({v1: ['AWSCURRENT']})
    await secret.put('v3')
    expect(await secret.labels()).toEqual({v2: ['AWSPREVIOUS'], v3: ['AWSCURRENT']})
  })
})

describe('lists whose order AWS does not promise', () => {
  it('can be shuffled, with the same members', async () => {
    const strict = await startBench({switches: {shuffleLists: true}})
    await strict.secret.create('v1')
    const stages = Array.from({length: 12}, (_, index) => `L${index}`)
    await strict.secret.put('v2', stages)
    const seen: string[][] = []
    for (let read = 0; read < 3; read++) {
      const {VersionIdsToStages} = await strict.secret.describe()
      seen.push(Object.values(VersionIdsToStages!).find(labels => labels.length === 12)!)
    }
    expect(new Set(seen.map(labels => labels.join())).size).toBeGreaterThan(1)
    for (const labels of seen) expect(labels.toSorted()).toEqual(stages.toSorted())
    await strict.sandbox.stop()
  })
})

describe('a snapshot of the sandbox', () => {
  it('carries a rotation that waits for its retry, to its end and again', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = () => Promise.reject(new Error('no'))
    await bench.rotated('t1')
    const saved = deserialize(serialize(bench.sandbox.snapshot())) as ReturnType<typeof bench.sandbox.snapshot>
    const story = async () => {
      bench.functions.handler = templateHandler()
      await bench.pass(HOUR)
      return [await bench.secret.labels(), await bench.secret.value(), bench.told().at(-1)]
    }
    const first = await story()
    expect(first).toEqual([{v1: ['AWSPREVIOUS'], t1: ['AWSCURRENT']}, 'rotated 1', 'RotationSucceeded t1'])
    bench.sandbox.restore(saved)
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT'], t1: ['AWSPENDING']})
    expect(await story()).toEqual(first)
  })

  it('carries planned windows, deletions and replicas under way', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1', {RotationRules: {AutomaticallyAfterDays: 1}})
    const saved = bench.sandbox.snapshot()
    await bench.pass(2 * DAY)
    const rotated = bench.functions.events.length
    bench.sandbox.restore(saved)
    await bench.pass(2 * DAY)
    expect(bench.functions.events).toHaveLength(2 * rotated - 4)
  })

  it('lets nothing go on that was under way when it was put back', async () => {
    await bench.secret.create('v1')
    const saved = bench.sandbox.snapshot()
    let answer = () => {}
    bench.functions.handler = () => new Promise<void>(resolve => (answer = resolve))
    await bench.rotate('t1')
    await expect.poll(() => bench.functions.steps()).toBe('createSecret')
    bench.sandbox.restore(saved)
    answer()
    await bench.sandbox.clock.idle()
    expect(bench.functions.steps()).toBe('createSecret')
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT']})
  })

  it('does not begin what had not begun when it was put back', async () => {
    await bench.secret.create('v1')
    const saved = bench.sandbox.snapshot()
    const {id: SecretId} = bench.secret
    const input = {SecretId, ClientRequestToken: tokenOf('t1'), RotationLambdaARN: FUNCTION_ARN}
    await bench.sandbox.call('secretsmanager', 'RotateSecret', input)
    bench.sandbox.restore(saved)
    await bench.sandbox.clock.idle()
    expect([bench.functions.steps(), bench.told()]).toEqual(['', []])
  })

  it('does not take an answer of another past for its own', async () => {
    await bench.secret.create('v1')
    let answer = () => {}
    bench.functions.handler = () => new Promise<void>(resolve => (answer = resolve))
    await bench.rotate('t1')
    await expect.poll(() => bench.functions.steps()).toBe('createSecret')
    const saved = bench.sandbox.snapshot()
    bench.sandbox.restore(saved)
    answer()
    await bench.sandbox.clock.idle()
    expect(bench.functions.steps()).toBe('createSecret')
  })

  it('goes on with the step that was under way when it was taken', async () => {
    await bench.secret.create('v1')
    let answer = () => {}
    bench.functions.handler = () => new Promise<void>(resolve => (answer = resolve))
    await bench.rotate('t1')
    await expect.poll(() => bench.functions.steps()).toBe('createSecret')
    bench.sandbox.restore(bench.sandbox.snapshot())
    answer()
    bench.functions.handler = templateHandler()
    await bench.pass(HOUR)
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], t1: ['AWSCURRENT']})
  })

  it('is not moved on by a failure of another past', async () => {
    const other = await startBench({switches: {failureNoticeMs: 1000}})
    await other.secret.create('v1')
    const saved = other.sandbox.snapshot()
    let fail = () => {}
    other.functions.handler = () => new Promise<void>((_resolve, reject) => (fail = () => reject(new Error('no'))))
    await other.rotate('t1')
    await expect.poll(() => other.functions.steps()).toBe('createSecret')
    other.sandbox.restore(saved)
    fail()
    await other.sandbox.clock.idle()
    expect(other.sandbox.clock.now()).toBe((saved.clock as {now: number}).now)
    await other.sandbox.stop()
  })

  it('has no retry of another past, however late that learns of it', async () => {
    await bench.secret.create('v1')
    const saved = bench.sandbox.snapshot()
    const {trail} = bench.sandbox.world
    const tell = trail.service.bind(trail)
    // Between the failure and the retry that follows from it there are only moments without a name.
    trail.service = event => {
      tell(event)
      if (event.eventName === 'RotationFailed') queueMicrotask(() => bench.sandbox.restore(saved))
    }
    bench.functions.handler = () => Promise.reject(new Error('no'))
    await bench.rotated('t1')
    expect(bench.told().at(-1)).toBe('RotationFailed t1')
    expect(bench.sandbox.clock.waiting()).toEqual([])
  })

  it('stays as it is when the secret changes afterwards', async () => {
    await bench.secret.create('v1')
    const saved = bench.sandbox.snapshot()
    const before = structuredClone(saved.services['secretsmanager'])
    await bench.secret.put('v2')
    await bench.secret.move('HOLD', {to: 'v1'})
    await bench.secret.value()
    expect(saved.services['secretsmanager']).toEqual(before)
  })
})
