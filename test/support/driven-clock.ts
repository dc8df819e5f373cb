import {channel} from 'node:diagnostics_channel'
import {setImmediate} from 'node:timers/promises'
import type {Clock} from '../../src/lib/operations/context.ts'
import type {Sandbox} from '../../src/lib/sandbox/index.ts'
import {Sleepers} from './sleepers.ts'

export interface DrivenClock {
  readonly clock: Clock
  /** Runs `work` to its end. Whenever it does nothing but wait, AWS's time moves on to where the next of it wakes. */
  run<T>(work: () => Promise<T>): Promise<T>
}

/** Turns of the event loop without a request under way, after which nothing but sleepers can be left. */
const CALM_TURNS = 20
/** Without a sleeper the work is at its files, or somebody types; so long that may take, in real time. */
const LONGEST_MS = 20_000

/** The command's clock is the sandbox's manual one, moved by the command's own waits, so that both go through the same time. */
export function drivenClock({clock: aws}: Sandbox): DrivenClock {
  const sleepers = new Sleepers()
  const clock: Clock = {
    now: () => aws.now(),
    sleep: (ms, signal) => sleepers.until(aws.now() + Math.max(0, ms), signal),
  }
  const wakeNext = async (): Promise<void> => {
    const {first: next} = sleepers
    if (next === undefined) return
    await aws.advanceTo(next.at)
    next.wake()
  }
  return {
    clock,
    async run(work) {
      const requests = countRequests()
      const state = {done: false}
      try {
        const running = work().finally(() => {
          state.done = true
        })
        running.catch(() => undefined)
        for (let calm = 0, since = performance.now(); !state.done;) {
          await setImmediate()
          calm = requests.underWay() > 0 ? 0 : calm + 1
          if (performance.now() - since > LONGEST_MS) throw new Error('everything waits and nobody sleeps')
          if (calm < CALM_TURNS || sleepers.first === undefined) continue
          await wakeNext()
          calm = 0
          since = performance.now()
        }
        return await running
      } finally {
        requests.stop()
      }
    },
  }
}

/** HTTP requests of this process that wait for their answer. */
function countRequests(): {underWay(): number; stop(): void} {
  const open = new Set<unknown>()
  const requestOf = (message: unknown) => (message as {request: unknown}).request
  const begun = (message: unknown) => open.add(requestOf(message))
  const ended = (message: unknown) => open.delete(requestOf(message))
  channel('http.client.request.start').subscribe(begun)
  channel('http.client.response.finish').subscribe(ended)
  channel('http.client.request.error').subscribe(ended)
  return {
    underWay: () => open.size,
    stop() {
      channel('http.client.request.start').unsubscribe(begun)
      channel('http.client.response.finish').unsubscribe(ended)
      channel('http.client.request.error').unsubscribe(ended)
    },
  }
}
