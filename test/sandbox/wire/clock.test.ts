import {setTimeout as wait} from 'node:timers/promises'

import {describe, expect, it} from 'vitest'

import {VirtualClock} from '../../../src/lib/sandbox/clock.ts'

const START = Date.UTC(2026, 10, 1)

function manual(): {clock: VirtualClock; fired: [string, number][]} {
  const clock = new VirtualClock({mode: 'manual', startAt: START})
  const fired: [string, number][] = []
  clock.on('note', payload => void fired.push([payload as string, clock.now() - START]))
  return {clock, fired}
}

describe('a manual clock', () => {
  it('stands still until it is advanced', async () => {
    const {clock, fired} = manual()
    clock.schedule({dueAt: START, kind: 'note', payload: 'due at once'})
    await wait(20)
    expect(clock.now()).toBe(START)
    expect(fired).toEqual([])
    await clock.advance(0)
    expect(fired).toEqual([['due at once', 0]])
  })

  it('fires timers in order of time, then of setting, each at its own time', async () => {
    const {clock, fired} = manual()
    clock.schedule({dueAt: START + 20, kind: 'note', payload: 'third'})
    clock.schedule({dueAt: START + 10, kind: 'note', payload: 'first'})
    clock.schedule({dueAt: START + 10, kind: 'note', payload: 'second'})
    clock.schedule({dueAt: START + 31, kind: 'note', payload: 'never'})
    await clock.advance(30)
    expect(fired).toEqual([
      ['first', 10],
      ['second', 10],
      ['third', 20],
    ])
    expect(clock.now()).toBe(START + 30)
  })

  it('fires what a timer sets while it advances', async () => {
    const {clock, fired} = manual()
    clock.on('chain', payload => {
      fired.push(['chain', clock.now() - START])
      if ((payload as number) > 0) {
        clock.schedule({dueAt: clock.now() + 10, kind: 'chain', payload: (payload as number) - 1})
      }
    })
    clock.schedule({dueAt: START, kind: 'chain', payload: 5})
    await clock.advance(30)
    expect(fired.map(([, at]) => at)).toEqual([0, 10, 20, 30])
  })

  it('waits for work that a timer began before the next one fires', async () => {
    const {clock, fired} = manual()
    clock.on('work', () => {
      void clock.track(wait(20).then(() => fired.push(['done', clock.now() - START])))
    })
    clock.schedule({dueAt: START + 1, kind: 'work', payload: undefined})
    clock.schedule({dueAt: START + 2, kind: 'note', payload: 'after'})
    await clock.advance(5)
    expect(fired).toEqual([
      ['done', 1],
      ['after', 2],
    ])
  })

  it('does not fire a cancelled timer', async () => {
    const {clock, fired} = manual()
    clock.cancel(clock.schedule({dueAt: START + 1, kind: 'note', payload: 'x'}))
    await clock.advance(5)
    expect(fired).toEqual([])
  })

  it('is moved by waiting itself', async () => {
    const {clock} = manual()
    await clock.sleep(1500)
    expect(clock.now()).toBe(START + 1500)
  })

  it('puts time and timers back with a snapshot', async () => {
    const {clock, fired} = manual()
    clock.schedule({dueAt: START + 10, kind: 'note', payload: 'kept'})
    const saved = structuredClone(clock.snapshot())
    await clock.advance(20)
    clock.restore(saved)
    expect(clock.now()).toBe(START)
    await clock.advance(20)
    expect(fired).toEqual([
      ['kept', 10],
      ['kept', 10],
    ])
  })

  it('is not moved on by an advance that was under way when it was put back', async () => {
    const {clock, fired} = manual()
    const saved = clock.snapshot()
    clock.schedule({dueAt: START + 10, kind: 'back', payload: undefined})
    clock.on('back', () => {
      clock.restore(saved)
      clock.schedule({dueAt: START + 20, kind: 'note', payload: 'of the other story'})
    })
    await clock.advance(1000)
    expect([clock.now() - START, fired]).toEqual([0, []])
  })

  it('hands the failure of a handler to who advances', async () => {
    const {clock} = manual()
    clock.on('broken', () => {
      throw new Error('broken')
    })
    clock.schedule({dueAt: START, kind: 'broken', payload: undefined})
    await expect(clock.advance(1)).rejects.toThrow('broken')
  })
})

describe('a real clock', () => {
  it('runs with real time at an offset and fires by itself', async () => {
    const clock = new VirtualClock({startAt: START})
    const fired = new Promise<number>(resolve => clock.on('note', () => resolve(clock.now())))
    clock.schedule({dueAt: START + 30, kind: 'note', payload: undefined})
    const at = await fired
    expect(at).toBeGreaterThanOrEqual(START + 30)
    expect(at).toBeLessThan(START + 2000)
    clock.stop()
  })

  it('fires what an advance skips, at its own time', async () => {
    const clock = new VirtualClock()
    const begun = clock.now()
    const fired: number[] = []
    clock.on('note', () => void fired.push(clock.now()))
    clock.schedule({dueAt: begun + 86_400_000, kind: 'note', payload: undefined})
    await clock.advance(2 * 86_400_000)
    expect(fired).toHaveLength(1)
    expect(fired[0]! - begun - 86_400_000).toBeLessThan(2000)
    expect(clock.offsetMs()).toBeGreaterThan(2 * 86_400_000 - 2000)
    clock.stop()
  })

  it('goes on during a restart of the program, and is put back by a snapshot', async () => {
    const clock = new VirtualClock({startAt: START})
    const saved = clock.snapshot()
    await wait(400)
    clock.restore(saved)
    expect(clock.now() - START).toBeLessThan(300)
    clock.resume(saved)
    expect(clock.now() - START).toBeGreaterThanOrEqual(399)
    clock.stop()
  })

  it('arms waits longer than Node can', async () => {
    const clock = new VirtualClock()
    let fired = false
    clock.on('note', () => void (fired = true))
    clock.schedule({dueAt: clock.now() + 100 * 86_400_000, kind: 'note', payload: undefined})
    await wait(20)
    expect(fired).toBe(false)
    clock.stop()
  })

  it('tells of a handler that failed where nobody waits', async () => {
    const failed = new Promise<unknown>(resolve => {
      const clock = new VirtualClock({onFailure: resolve})
      clock.on('broken', () => Promise.reject(new Error('broken')))
      clock.schedule({dueAt: clock.now(), kind: 'broken', payload: undefined})
    })
    await expect(failed).resolves.toMatchObject({message: 'broken'})
  })
})
