import type {Clock} from '../../../../src/lib/rotators/clock.ts'

/** A clock that goes on only when it is waited on or told to; `waits` are the waits so far. */
export function stillClock(): Clock & {pass(ms: number): void; readonly waits: number[]} {
  let now = 0
  const waits: number[] = []
  return {
    waits,
    now: () => now,
    pass(ms) {
      now += ms
    },
    async sleep(ms) {
      waits.push(ms)
      now += ms
    },
  }
}
