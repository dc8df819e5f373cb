import {setTimeout as wait} from 'node:timers/promises'
import type {Clock, Random} from '../operations/context.ts'

const toleratedSkewMs = 5 * 60_000

/** A clock that can be set once, by what an endpoint says. */
export interface CorrectedClock extends Clock {
  /**
   * The `Date` of a reply. The first decides: beyond five minutes of difference the clock runs on the endpoint's time
   * from then on. Returns the skew in ms (endpoint minus machine) when it was taken over just now.
   */
  hear(serverTime: number): number | undefined
  /** What is added to the machine's time; 0 when both agree. */
  readonly skewMs: number
}

/** The machine's clock: the one place in the CLI that reads the wall clock. */
export function machineClock(): CorrectedClock {
  let skewMs = 0
  let heard = false
  return {
    now: () => Date.now() + skewMs,
    sleep: async (ms, signal) => {
      try {
        await wait(ms, undefined, signal === undefined ? {} : {signal})
      } catch (error) {
        throw signal?.aborted === true ? signal.reason : error
      }
    },
    hear(serverTime) {
      if (heard || Number.isNaN(serverTime)) return undefined
      heard = true
      const difference = serverTime - Date.now()
      if (Math.abs(difference) <= toleratedSkewMs) return undefined
      skewMs = difference
      return skewMs
    },
    get skewMs() {
      return skewMs
    },
  }
}

/** Chance, from Web Crypto, which Node loads on use; the one place in the CLI that draws random numbers. */
export function machineRandom(): Random {
  return {
    uuid: () => crypto.randomUUID(),
    unit: () => Math.random(),
    bytes: length => crypto.getRandomValues(new Uint8Array(length)),
  }
}
