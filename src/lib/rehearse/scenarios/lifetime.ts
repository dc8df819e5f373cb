import type {Scenario} from '../item.ts'
import type {StepResult} from '../observation.ts'

/** How long a new key lives. */
export interface LifetimeFacts {
  readonly days: number
  /** The function's clock is a minute ahead of AppSync's. */
  readonly ahead: boolean
  readonly result: StepResult
  /** Virtual ms from now to its end and what it has to reach. Absent: no key was made that ends by itself. */
  readonly life?: {readonly ms: number; readonly neededMs: number}
}

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * A key lives for at most 365 days and its end is rounded down to the hour; a handler that stays an hour below, since its
 * clock may be ahead, is right. https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiKey.html
 */
const LONGEST_MS = 365 * DAY_MS - 2 * 60 * 60 * 1000

const AHEAD_MS = 60_000

/** createSecret half past an hour, of secrets that are rotated every so many days. */
export const lifetimes: readonly Scenario<LifetimeFacts>[] = [
  ...[1, 7, 30, 364].map(days => lifetime(days)),
  lifetime(364, true),
]

function lifetime(days: number, ahead = false): Scenario<LifetimeFacts> {
  return {
    name: `lifetime/${days}-days${ahead ? '-clock-ahead' : ''}`,
    group: 'lifetime',
    async play(bench) {
      if (ahead) bench.behave({appSyncClockBehindMs: AHEAD_MS})
      const known = new Set((await bench.target.credentials()).map(({id}) => id))
      const rotation = await bench.begin({periodMs: days * DAY_MS})
      const result = await bench.step(rotation, 'createSecret')
      const made = (await bench.target.credentials()).find(({id}) => !known.has(id))
      if (made?.endsAt === undefined) return {days, ahead, result}
      const neededMs = Math.min(days * DAY_MS + bench.overlapMs, LONGEST_MS)
      return {days, ahead, result, life: {ms: made.endsAt - bench.now(), neededMs}}
    },
  }
}
