import {setTimeout as sleep} from 'node:timers/promises'

/** Time as a rotator sees it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Waits. Throws when the step would not have the time for it. */
  sleep(ms: number): Promise<void>
}

/** The time of this process, without an end. */
export const processClock: Clock = {
  now: () => Date.now(),
  async sleep(ms) {
    await sleep(ms)
  },
}

/** The clock of a process may be wrong by so much. */
export const CLOCK_ERROR_MS = 10 * 60 * 1000
