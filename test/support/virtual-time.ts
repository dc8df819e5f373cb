import {setImmediate} from 'node:timers/promises'
import type {Clock} from '../../src/lib/operations/context.ts'
import {Sleepers} from './sleepers.ts'

export interface VirtualTime {
  readonly clock: Clock
  /** Runs `work` to its end; time jumps to the next sleeper whenever nothing else is left to do. */
  run<T>(work: Promise<T>): Promise<T>
}

/** A clock that stands still until everybody sleeps, so hours of watching take milliseconds and every run is the same. */
export function virtualTime(startAt: number): VirtualTime {
  let now = startAt
  const sleepers = new Sleepers()
  const clock: Clock = {
    now: () => now,
    sleep: (ms, signal) => sleepers.until(now + Math.max(0, ms), signal),
  }
  const wakeNext = (): boolean => {
    const {first: next} = sleepers
    if (next === undefined) return false
    now = Math.max(now, next.at)
    next.wake()
    return true
  }
  return {
    clock,
    run: async work => {
      const state = {done: false}
      const watched = work.finally(() => {
        state.done = true
      })
      watched.catch(() => undefined)
      for (let idle = 0; !state.done;) {
        await setImmediate()
        if (state.done) break
        idle = wakeNext() ? 0 : idle + 1
        if (idle > 1000) throw new Error('everything waits and nobody sleeps')
      }
      return watched
    },
  }
}
