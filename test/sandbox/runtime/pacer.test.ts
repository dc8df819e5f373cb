import {describe, expect, it} from 'vitest'

import {VirtualClock} from '../../../src/lib/sandbox/clock.ts'
import {ReplyHolds} from '../../../src/lib/sandbox/held-replies.ts'
import {OutsideAnswers} from '../../../src/lib/sandbox/outside-work.ts'
import {createPacer} from '../../../src/lib/sandbox/runtime/pacer.ts'

function aPacer(stillMs = 60_000) {
  const clock = new VirtualClock({mode: 'manual', startAt: 1_000})
  const holds: ReplyHolds = new ReplyHolds(accessKeyId => pacer.stir(accessKeyId))
  const outside = new OutsideAnswers()
  const pacer = createPacer({clock, holds, outside, onPause: undefined, stillMs})
  return {clock, holds, outside, pacer}
}

const nothing = {inFlight: 0, foreign: false}

describe('what comes next for processes that wait in virtual time', () => {
  it('is nothing while a request of theirs is worked on', async () => {
    const {pacer, clock} = aPacer()
    using _run = open(pacer.begin('one', {requestId: 'r', deadlineAt: 9_000}))

    expect(await pacer.idle('one', {earliestAt: 2_000, inFlight: 1, foreign: false})).toMatchObject({fire: false})
    expect(clock.now()).toBe(1_000)
  })

  it('waits until all of them wait', async () => {
    const {pacer, clock} = aPacer()
    using _one = open(pacer.begin('one', {requestId: 'r', deadlineAt: 9_000}))
    const two = pacer.begin('two', {requestId: 'r', deadlineAt: 9_000})
    const asked = pacer.idle('one', {...nothing, earliestAt: 2_000})
    expect(clock.now()).toBe(1_000)

    two.end()

    expect(await asked).toEqual({fire: true, nowMs: 2_000})
  })

  it('is, of what is due at the same time, the reply first, then the timer, then the time limit', async () => {
    const {pacer, holds, clock} = aPacer()
    const run = pacer.begin('one', {requestId: 'r', deadlineAt: 3_000})
    const reply = holds.hold('one', 3_000)
    const ask = {earliestAt: 3_000, inFlight: 1, foreign: false}

    expect(await pacer.idle('one', ask)).toEqual({fire: false, nowMs: 3_000, again: true})
    expect(holds.of('one')).toHaveLength(1)
    expect(await pacer.idle('one', ask)).toEqual({fire: false, nowMs: 3_000})
    expect(await reply).toBe('sent')
    expect(await pacer.idle('one', {...nothing, earliestAt: 3_000})).toEqual({fire: true, nowMs: 3_000})
    void pacer.idle('one', nothing)
    expect(await run.over).toBeUndefined()
    expect(clock.now()).toBe(3_000)
    run.end()
  })

  it('ends one that gives no sign in real time, and one with a foreign connection not before', async () => {
    const {pacer, clock} = aPacer(100)
    const run = pacer.begin('one', {requestId: 'r', deadlineAt: 9_000})
    expect(await pacer.idle('one', {inFlight: 0, foreign: true})).toMatchObject({fire: false})

    expect(await run.over).toBeUndefined()
    expect(clock.now()).toBe(1_000)
    run.end()
  })

  it('is nothing while a server outside the sandbox is at work on an answer, and then the timer', async () => {
    const {pacer, outside, clock} = aPacer()
    using _run = open(pacer.begin('one', {requestId: 'r', deadlineAt: 9_000}))
    const answered = outside.begin()
    const ask = {earliestAt: 5_000, inFlight: 0, foreign: true}

    expect(await pacer.idle('one', ask)).toEqual({fire: false, nowMs: 1_000})
    answered()
    expect(await pacer.idle('one', ask)).toEqual({fire: true, nowMs: 5_000})
    expect(clock.now()).toBe(5_000)
  })

  it('is nothing either where the request to that server is read a moment after the process says that it waits', async () => {
    const {pacer, outside, clock} = aPacer()
    using _run = open(pacer.begin('one', {requestId: 'r', deadlineAt: 9_000}))
    const asked = pacer.idle('one', {earliestAt: 5_000, inFlight: 0, foreign: true})
    setImmediate(() => outside.begin())

    expect(await asked).toEqual({fire: false, nowMs: 1_000})
    expect(clock.now()).toBe(1_000)
  })

  it('is nothing either where the answer of that server came after the process had looked last', async () => {
    const {pacer, outside, clock} = aPacer()
    using _run = open(pacer.begin('one', {requestId: 'r', deadlineAt: 9_000}))
    const ask = {earliestAt: 5_000, inFlight: 0, foreign: true}
    const us = () => Number(process.hrtime.bigint() / 1000n)
    const before = us()
    outside.begin()()

    expect(await pacer.idle('one', {...ask, readAtUs: before})).toEqual({fire: false, nowMs: 1_000})
    expect(clock.now()).toBe(1_000)
    expect(await pacer.idle('one', {...ask, readAtUs: us() + 1})).toEqual({fire: true, nowMs: 5_000})
  })

  it('is the time limit on a foreign connection too, where what is to come over it is kept back', async () => {
    const {pacer, holds, clock} = aPacer()
    const run = pacer.begin('one', {requestId: 'r', deadlineAt: 9_000})
    void holds.hold('one', 'never')

    await pacer.idle('one', {inFlight: 0, foreign: true})

    expect(await Promise.race([run.over.then(() => 'over'), new Promise(resolve => setImmediate(resolve))])).toBe(
      'over',
    )
    expect(clock.now()).toBe(9_000)
    run.end()
  })
})

const open = (run: {end(): void}) => ({[Symbol.dispose]: () => run.end()})
