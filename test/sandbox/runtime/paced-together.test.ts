import {describe, expect, it} from 'vitest'

import {nodeHandler, pacedBench, type PacedBench} from './support/paced.ts'

const arrived = async ({sandbox}: PacedBench, kind: string) => {
  await expect.poll(() => sandbox.callRecord.entries().some(entry => entry.kind === kind), {timeout: 10_000}).toBe(true)
}

describe('processes that wait in virtual time side by side', () => {
  it('wake in the order in which their time comes', async () => {
    await using bench = await pacedBench()
    await bench.create('sleeps', nodeHandler('await sleep(event.ms); await sleep(event.ms); return Date.now()'))
    const start = bench.sandbox.clock.now()

    const [slow, fast] = await Promise.all([bench.invoke('sleeps', {ms: 20_000}), bench.invoke('sleeps', {ms: 15_000})])

    expect([slow.payload, fast.payload]).toEqual([start + 40_000, start + 30_000])
    expect(bench.pauses.map(({ms}) => ms)).toEqual([15_000, 20_000, 15_000, 20_000])
  })

  it('do not run ahead of what follows the end of another', async () => {
    await using bench = await pacedBench()
    await bench.create('sleeps', nodeHandler('await sleep(event.ms); return Date.now()'))
    const start = bench.sandbox.clock.now()
    const oneAfterTheOther = async () => {
      await bench.invoke('sleeps', {ms: 10_000})
      return (await bench.invoke('sleeps', {ms: 10_000})).payload
    }

    const [long, short] = await Promise.all([bench.invoke('sleeps', {ms: 30_000}), oneAfterTheOther()])

    expect([long.payload, short]).toEqual([start + 30_000, start + 20_000])
  })

  it('leave out of time whose reply is held until it is released', async () => {
    await using bench = await pacedBench()
    await bench.create('asks', nodeHandler('await describe(); return Date.now()'))
    await bench.create('sleeps', nodeHandler('await sleep(60_000); return Date.now()'))
    const start = bench.sandbox.clock.now()
    bench.sandbox.faults.set([{kind: 'hold', operation: 'DescribeSecret'}])
    const held = bench.invoke('asks')
    await arrived(bench, 'fault')

    expect((await bench.invoke('sleeps')).payload).toBe(start + 60_000)
    bench.sandbox.faults.release()

    expect(await held).toMatchObject({failed: false, durationMs: 60_000})
  })

  it('pass the time limit of one whose reply is held', async () => {
    await using bench = await pacedBench()
    await bench.create('asks', nodeHandler('await describe()'), {Timeout: 30})
    await bench.create('sleeps', nodeHandler('await sleep(60_000)'))
    bench.sandbox.faults.set([{kind: 'hold', operation: 'DescribeSecret'}])
    const held = bench.invoke('asks')
    await arrived(bench, 'fault')

    await bench.invoke('sleeps')

    expect(await held).toMatchObject({failed: true, durationMs: 30_000})
  })

  it.each(['kill-before', 'kill-after'] as const)(
    'leave the same record when one is replaced after %s, whether another was warm',
    async kind => {
      const rotate = async (warm: boolean) => {
        await using bench = await pacedBench()
        const token = "'b'.repeat(32)"
        const put = `new PutSecretValueCommand({SecretId: 'prod/db', SecretString: 'x', ClientRequestToken: ${token}})`
        await bench.create('puts', nodeHandler(`await sleep(2_000); await client.send(${put}); await sleep(3_000)`))
        const saved = bench.sandbox.snapshot()
        if (warm) await Promise.all([bench.invoke('puts'), bench.invoke('puts')])
        bench.sandbox.restore(saved, {workers: 'keep'})
        bench.sandbox.faults.set([{kind, operation: 'PutSecretValue', times: 1}])
        const outcomes = [await bench.invoke('puts'), await bench.invoke('puts')].map(({failed}) => failed)
        return {outcomes, entries: bench.sandbox.callRecord.entries().map(({at: _at, ...entry}) => entry)}
      }

      const fresh = await rotate(false)

      expect(fresh.outcomes).toEqual([true, false])
      expect(await rotate(true)).toEqual(fresh)
    },
  )

  it('need a clock that nobody else moves', async () => {
    await expect(pacedBench({clock: {mode: 'real'}})).rejects.toThrow('only where the clock is manual')
  })
})
