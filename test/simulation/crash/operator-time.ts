import {setImmediate} from 'node:timers/promises'
import type {Clock} from '../../../src/lib/operations/context.ts'
import type {Sandbox} from '../../../src/lib/sandbox/index.ts'
import {Sleepers} from '../../support/sleepers.ts'

/** Turns of the event loop in which nothing may happen before time jumps: answers come a turn or two after they were given. */
const quietTurns = 6
/** More than any run needs; one that gets there waits for something that never comes. */
const mostIdleTurns = 10_000

/**
 * The time of one run of secrot against a sandbox with a manual clock: when no call is under way and everybody sleeps, it
 * jumps to the first who wants to wake, and the sandbox does what falls due until then.
 */
export class OperatorTime {
  readonly #sandbox: Sandbox
  readonly #sleepers = new Sleepers()
  #underWay = 0
  #ended = false

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
  }

  readonly clock: Clock = {
    now: () => this.#sandbox.clock.now(),
    sleep: (ms, signal) => this.#sleepers.until(this.clock.now() + Math.max(0, ms), signal),
  }

  /** Counts a call, so that time stands while it is under way. */
  async around<T>(call: () => Promise<T>): Promise<T> {
    this.#underWay += 1
    try {
      return await call()
    } finally {
      this.#underWay -= 1
    }
  }

  /** The process is gone: nobody wakes any more and `run` ends. */
  end(): void {
    this.#ended = true
    this.#sleepers.clear()
  }

  /** Runs `work` to its end; undefined: `end` was called before. */
  async run<T>(work: Promise<T>): Promise<T | undefined> {
    const state = {done: false}
    const watched = work.finally(() => {
      state.done = true
    })
    watched.catch(() => undefined)
    let quiet = 0
    for (let idle = 0; !state.done && !this.#ended;) {
      const before = this.#sleepers.begun + this.#underWay
      await setImmediate()
      const busy = this.#underWay > 0 || before !== this.#sleepers.begun + this.#underWay
      quiet = busy ? 0 : quiet + 1
      if (quiet < quietTurns || state.done || this.#ended) continue
      if (await this.#wakeNext()) idle = 0
      else idle += 1
      quiet = 0
      if (idle > mostIdleTurns) throw new Error('everything waits and nobody sleeps')
    }
    return this.#ended ? undefined : watched
  }

  async #wakeNext(): Promise<boolean> {
    const {first: next} = this.#sleepers
    if (next === undefined) return false
    await this.#sandbox.clock.advanceTo(Math.max(this.clock.now(), next.at))
    next.wake()
    return true
  }
}
