import {describe, expect, it} from 'vitest'

import {nodeHandler, pacedBench} from './support/paced.ts'

const HOUR_MS = 3_600_000
const REQUEST_TIME = 'requestTimeout: 5000, throwOnRequestTimeout: true'

describe('a Node process that waits in virtual time', () => {
  it('sleeps for minutes at once, and its clocks follow', async () => {
    await using bench = await pacedBench()
    await bench.create(
      'sleeps',
      nodeHandler(
        'const [at, tick] = [Date.now(), performance.now()]; await sleep(600_000); return [Date.now() - at, performance.now() - tick]',
      ),
    )

    const {payload, durationMs, requestId} = await bench.invoke('sleeps')

    expect(payload).toEqual([600_000, 600_000])
    expect(durationMs).toBe(600_000)
    expect(bench.elapsedMs()).toBe(600_000)
    expect(bench.pauses).toEqual([{requestId, ms: 600_000, inFlight: 0}])
  })

  it('sleeps for an hour in what loads it, before anything has a limit', async () => {
    await using bench = await pacedBench()
    const source = `import {setTimeout} from 'node:timers/promises'
    const before = Date.now()
    await setTimeout(${HOUR_MS})
    const slept = Date.now() - before
    export const handler = async () => slept`
    await bench.create('loads', {'index.mjs': source})

    expect((await bench.invoke('loads')).payload).toBe(HOUR_MS)
    expect(bench.elapsedMs()).toBe(0)
  })

  it('fires timers in the order in which they are due, whichever way they were set', async () => {
    await using bench = await pacedBench()
    const source = `import {setTimeout as wait, setInterval as every} from 'node:timers/promises'
    import {setTimeout as late} from 'node:timers'
    import {promisify} from 'node:util'
    export const handler = async () => {
      const seen = []
      const note = (name, at = Date.now()) => seen.push([name, at - begun])
      const begun = Date.now()
      const cleared = setTimeout(() => note('cleared'), 10)
      late(() => note('late'), 30_000)
      setTimeout(() => note('early'), 20_000)
      setTimeout(() => note('with it'), 20_000)
      clearTimeout(cleared)
      let ticks = 0
      await new Promise(resolve => {
        const timer = setInterval(() => { note('tick'); if (++ticks === 3) { clearInterval(timer); resolve() } }, 12_000)
      })
      await wait(5_000)
      note('waited')
      await promisify(setTimeout)(1_000)
      for await (const word of every(2_000, 'word')) { note(word); break }
      try { await wait(9_000, 0, {signal: AbortSignal.timeout(4_000)}) } catch (error) { note(error.name) }
      return seen
    }`
    await bench.create('orders', {'index.mjs': source})

    expect((await bench.invoke('orders')).payload).toEqual([
      ['tick', 12_000],
      ['early', 20_000],
      ['with it', 20_000],
      ['tick', 24_000],
      ['late', 30_000],
      ['tick', 36_000],
      ['waited', 41_000],
      ['word', 44_000],
      ['AbortError', 48_000],
    ])
  })

  it('keeps what belongs to a timer: its context, and that nobody catches what it throws', async () => {
    await using bench = await pacedBench()
    const source = `import {AsyncLocalStorage} from 'node:async_hooks'
    const storage = new AsyncLocalStorage()
    export const handler = async () => {
      const seen = await storage.run('mine', () => new Promise(resolve => setTimeout(() => resolve(storage.getStore()), 9)))
      setTimeout(() => { throw new RangeError('nobody catches ' + seen) }, 1_000)
      await new Promise(resolve => setTimeout(resolve, 60_000))
    }`
    await bench.create('throws', {'index.mjs': source})

    const {payload} = await bench.invoke('throws')

    expect(payload).toMatchObject({errorType: 'RangeError', errorMessage: 'nobody catches mine'})
  })

  it('waits through the many small timers of fetch for a reply that never comes', async () => {
    await using bench = await pacedBench()
    const source = `import {FetchHttpHandler} from '@smithy/fetch-http-handler'
    import {SecretsManagerClient, DescribeSecretCommand} from '@aws-sdk/client-secrets-manager'
    const requestHandler = new FetchHttpHandler({requestTimeout: 9_000})
    const client = new SecretsManagerClient({maxAttempts: 1, requestHandler})
    export const handler = async () => {
      const at = Date.now()
      try { await client.send(new DescribeSecretCommand({SecretId: 'prod/db'})) }
      catch (error) { return [error.name, Date.now() - at] }
    }`
    await bench.create('fetches', {'index.mjs': source})
    bench.sandbox.faults.set([{kind: 'hang', operation: 'DescribeSecret'}])

    expect((await bench.invoke('fetches')).payload).toEqual(['TimeoutError', 9_000])
    expect(new Set(bench.pauses.map(({inFlight}) => inFlight))).toEqual(new Set([1]))
  })

  it('tells a sleep as one pause, whatever fires meanwhile for which nobody waits', async () => {
    await using bench = await pacedBench()
    await bench.create('sleeps', nodeHandler('setInterval(() => {}, 700).unref(); await sleep(10_000)'))

    const {requestId} = await bench.invoke('sleeps')

    expect(bench.pauses).toEqual([{requestId, ms: 10_000, inFlight: 0}])
  })

  it('is timed out by its time limit, without waiting for it', async () => {
    await using bench = await pacedBench()
    await bench.create('late', nodeHandler('await sleep(60_000)'), {Timeout: 30})

    const {failed, payload, requestId, durationMs} = await bench.invoke('late')

    expect(failed).toBe(true)
    expect(payload).toMatchObject({errorMessage: `RequestId: ${requestId} Error: Task timed out after 30.00 seconds`})
    expect(durationMs).toBe(30_000)
    expect(bench.elapsedMs()).toBe(30_000)
  })

  it.each([
    ['for requests', 'requestTimeout: 5000, throwOnRequestTimeout: true'],
    ['for silent sockets', 'socketTimeout: 5000'],
  ])('gives up on a hung call when its own time %s is over', async (_which, options) => {
    await using bench = await pacedBench()
    const body = 'try { await describe() } catch (error) { return error.name }'
    const source = nodeHandler(body)['index.mjs']!.replace(REQUEST_TIME, options)
    await bench.create('asks', {'index.mjs': source})
    bench.sandbox.faults.set([{kind: 'hang', operation: 'DescribeSecret'}])

    const {payload, requestId, durationMs} = await bench.invoke('asks')

    expect(payload).toBe('TimeoutError')
    expect(durationMs).toBe(5_000)
    // The SDK looks in between whether it has its socket.
    expect(bench.pauses).toEqual([3_000, 2_000].map(ms => ({requestId, ms, inFlight: 1})))
  })

  it('is ended by its time limit when it has no such time', async () => {
    await using bench = await pacedBench()
    const source = nodeHandler('await describe()')['index.mjs']!.replace(REQUEST_TIME, '')
    await bench.create('asks', {'index.mjs': source}, {Timeout: 40})
    bench.sandbox.faults.set([{kind: 'hang', operation: 'DescribeSecret'}])

    expect(await bench.invoke('asks')).toMatchObject({failed: true, durationMs: 40_000})
  })

  it('has a slow reply before a longer time limit of its own, and not before a shorter one', async () => {
    await using bench = await pacedBench()
    const body =
      'const at = Date.now(); try { await describe() } catch (error) { return error.name } return Date.now() - at'
    await bench.create('asks', nodeHandler(body))

    bench.sandbox.faults.set([{kind: 'latency', operation: 'DescribeSecret', latencyMs: 4_999}])
    expect((await bench.invoke('asks')).payload).toBe(4_999)

    bench.sandbox.faults.set([{kind: 'latency', operation: 'DescribeSecret', latencyMs: 5_001}])
    expect((await bench.invoke('asks')).payload).toBe('TimeoutError')
  })

  it('fires nothing while a call is worked on', async () => {
    await using bench = await pacedBench()
    await bench.create(
      'asks',
      nodeHandler('setTimeout(() => console.log("fired"), 1); await describe(); return "first"'),
    )

    expect((await bench.invoke('asks')).payload).toBe('first')
    expect(bench.pauses).toEqual([])
    expect(bench.elapsedMs()).toBe(0)
  })
})
