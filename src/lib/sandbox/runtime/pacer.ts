import {setImmediate as turn} from 'node:timers/promises'
import type {Held, HeldReplies, OutsideWork, Pause, SandboxClock} from '../kernel.ts'
import {onceStill} from './stillness.ts'

/** What a process says when nothing of it runs. */
export interface IdleAsk {
  /** Virtual time at which its earliest timer is due. Absent: it has none. */
  readonly earliestAt?: number
  /** Nobody waits for that timer: the process would end without it. Absent: somebody does. */
  readonly passing?: true
  /** Requests that have no reply yet. */
  readonly inFlight: number
  /** Connections to something that is not the sandbox are open, and silent: only the process can see what is on them. */
  readonly foreign: boolean
  /** Until when it has read what came over those, in microseconds of the system's monotonic clock. Absent: there are none. */
  readonly readAtUs?: number
}

/** `fire`: the timers that are due by `nowMs` fire. Else something is on its way. */
export interface IdleAnswer {
  readonly fire: boolean
  /** Virtual time as it is now. */
  readonly nowMs: number
  /** The process takes over the time and asks once more; then its reply goes out. */
  readonly again?: true
}

/** One invocation whose process waits in virtual time. */
export interface PacedRun {
  /** Resolves when its time limit is reached, or when nothing happens in it any more. */
  readonly over: Promise<undefined>
  end(): void
}

/** Decides what comes next in virtual time for the processes that wait in it. */
export interface Pacer {
  /**
   * An invocation is to come: while its process does not run yet, and when it runs no more, time stands still until the
   * result is called and whoever waited for it has gone on.
   */
  expect(requestId: string): () => void
  begin(accessKeyId: string, run: {readonly requestId: string; readonly deadlineAt: number}): PacedRun
  /** A process has nothing to do but to wait. */
  idle(accessKeyId: string, ask: IdleAsk): Promise<IdleAnswer>
  /** Something has happened for it, so it does not wait any more. */
  stir(accessKeyId: string): void
}

export interface PacerOptions {
  readonly clock: SandboxClock
  readonly holds: HeldReplies
  readonly outside: Pick<OutsideWork, 'isUnderWay'>
  readonly onPause: ((pause: Pause) => void) | undefined
  /** Real time without a sign after which an invocation counts as hung, whatever virtual time says. */
  readonly stillMs: number
}

interface Waiting {
  readonly ask: IdleAsk
  readonly since: number
  readonly answer: (answer: IdleAnswer) => void
}

interface Run {
  readonly accessKeyId: string
  readonly requestId: string
  readonly deadlineAt: number
  readonly over: () => void
  waiting: Waiting | undefined
  /** The reply that goes out once the process has taken over the time. */
  granted: Held | undefined
  /** Begin of a pause that timers interrupted for which nobody waits. */
  pausesSince: number | undefined
  /** Grows with whatever shows that it goes on. */
  signs: number
}

interface Happening {
  readonly at: number
  readonly run: Run
  readonly happen: () => void
}

/**
 * Virtual time moves only when every process that is at work waits, and then to whatever comes first: a reply that is kept
 * back, a timer, a time limit; at the same moment in this order. So the load of the machine decides nothing. Whose reply
 * is kept back until it is released waits outside of time.
 */
export function createPacer({clock, holds, outside, onPause, stillMs}: PacerOptions): Pacer {
  const runs = new Map<string, Run>()
  const expected = new Set<string>()

  const answer = (run: Run, fire: boolean, again?: true) => {
    const {waiting} = run
    run.waiting = undefined
    run.signs += 1
    waiting?.answer({fire, nowMs: clock.now(), ...(again === undefined ? {} : {again})})
  }

  const fire = (run: Run, {ask, since}: Waiting) => {
    const from = run.pausesSince ?? since
    run.pausesSince = ask.passing === true ? from : undefined
    if (ask.passing !== true) onPause?.({requestId: run.requestId, ms: clock.now() - from, inFlight: ask.inFlight})
    answer(run, true)
  }

  const happeningsOf = (run: Run): readonly Happening[] => {
    const {waiting, deadlineAt} = run
    const held = holds.of(run.accessKeyId)
    if (waiting === undefined || held.some(({until}) => until === 'released')) return []
    const {earliestAt, foreign} = waiting.ask
    const replies = held.flatMap(one => {
      if (typeof one.until !== 'number') return []
      const happen = () => {
        run.granted = one
        answer(run, false, true)
      }
      return [{at: one.until, run, happen}]
    })
    return [
      ...replies,
      ...(earliestAt === undefined ? [] : [{at: earliestAt, run, happen: () => fire(run, waiting)}]),
      // What comes over a foreign connection takes real time, and only real time ends it; but for one that a relay keeps back.
      ...(foreign && held.length === 0 ? [] : [{at: deadlineAt, run, happen: () => run.over()}]),
    ]
  }

  const moveOn = () => {
    const all = [...runs.values()]
    if (expected.size > 0 || all.some(({waiting}) => waiting === undefined)) return
    const [first, ...others] = all.flatMap(happeningsOf)
    if (first === undefined) return
    const next = others.reduce((earliest, other) => (other.at < earliest.at ? other : earliest), first)
    void clock.sleep(Math.max(0, next.at - clock.now()))
    for (const run of all) if (run !== next.run && run.deadlineAt < clock.now()) run.over()
    next.happen()
  }

  return {
    expect(requestId) {
      expected.add(requestId)
      return () => {
        setImmediate(() => {
          if (expected.delete(requestId)) moveOn()
        })
      }
    },
    begin(accessKeyId, {requestId, deadlineAt}) {
      const isExpected = expected.delete(requestId)
      const {promise, resolve} = Promise.withResolvers<undefined>()
      const over = () => resolve(undefined)
      const run: Run = {
        accessKeyId,
        requestId,
        deadlineAt,
        over,
        waiting: undefined,
        granted: undefined,
        pausesSince: undefined,
        signs: 0,
      }
      runs.set(accessKeyId, run)
      const stopLooking = onceStill(() => (run.waiting === undefined ? run.signs : undefined), over, stillMs)
      return {
        over: promise,
        end() {
          stopLooking()
          // After a restored snapshot the same id may be another worker's.
          if (runs.get(accessKeyId) === run) runs.delete(accessKeyId)
          if (isExpected) expected.add(requestId)
          answer(run, false)
          moveOn()
        },
      }
    },
    async idle(accessKeyId, ask) {
      if (ask.foreign) await untilRead()
      const run = runs.get(accessKeyId)
      // While its handler is loaded, no invocation has a limit that could come first, and others know nothing of it.
      if (run === undefined) return {fire: true, nowMs: Math.max(clock.now(), ask.earliestAt ?? 0)}
      const {granted} = run
      if (granted !== undefined) {
        run.granted = undefined
        holds.send(granted)
      }
      const held = holds.of(accessKeyId).length
      // Virtual time waits for a server outside: no load of the machine may run out a time limit of the function's.
      const isOutside = ask.foreign && held === 0 && outside.isUnderWay(ask.readAtUs)
      const isWorkedOn = granted !== undefined || ask.inFlight > held || isOutside
      if (isWorkedOn) return {fire: false, nowMs: clock.now()}
      return await new Promise<IdleAnswer>(resolve => {
        run.waiting?.answer({fire: false, nowMs: clock.now()})
        run.waiting = {ask, since: clock.now(), answer: resolve}
        moveOn()
        // On a foreign connection something may come at any moment, and nobody here would see it.
        if (ask.foreign && run.waiting?.answer === resolve) answer(run, false)
      })
    },
    stir(accessKeyId) {
      const run = runs.get(accessKeyId)
      if (run === undefined) return
      run.signs += 1
      run.pausesSince = undefined
      if (run.waiting !== undefined) answer(run, false)
    },
  }
}

/**
 * On a busy machine the question of a process may be read before what it sent to a server outside. That was sent long
 * before, so it is here: one turn of the event loop to accept a connection, one to read from it.
 */
async function untilRead(): Promise<void> {
  await turn()
  await turn()
}
