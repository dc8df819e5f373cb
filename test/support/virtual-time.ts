import {setImmediate} from 'node:timers/promises'
import type {Clock} from '../../src/lib/operations/context.ts'

interface Sleeper {
  readonly at: number
  readonly sequence: number
  readonly wake: () => void
}

export interface VirtualTime {
  readonly clock: Clock
  /** Runs `work` to its end; time jumps to the next sleeper whenever nothing else is left to do. */
  run<T>(work: Promise<T>): Promise<T>
}

/** A clock that stands still until everybody sleeps, so hours of watching take milliseconds and every run is the same. */
export function virtualTime(startAt: number): VirtualTime {
  let now = startAt
  let sequence = 0
  let sleepers: Sleeper[] = []
  const clock: Clock = {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        const aborted = (): void => {
          sleepers = sleepers.filter(other => other !== sleeper)
          reject(signal?.reason as Error)
        }
        const wake = (): void => {
          signal?.removeEventListener('abort', aborted)
          resolve()
        }
        const sleeper = {at: now + Math.max(0, ms), sequence: (sequence += 1), wake}
        sleepers.push(sleeper)
        signal?.addEventListener('abort', aborted, {once: true})
      }),
  }
  const wakeNext = (): boolean => {
    const next = sleepers.toSorted((a, b) => a.at - b.at || a.sequence - b.sequence)[0]
    if (next === undefined) return false
    sleepers = sleepers.filter(sleeper => sleeper !== next)
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
