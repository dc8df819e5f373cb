import {DAY_MS, HOUR_MS, isDayOf, midnightOf} from './calendar.ts'
import type {Cron} from './cron.ts'
import type {Frequency} from './expression.ts'

/** A cron expression without a day in two years is refused, so no search for the next day goes further. */
const LONGEST_SEARCH_DAYS = 2 * 366

/** Starts of windows after `fromMs`, without end (cron: as long as there is a day within two years). */
export function* startsAfter(frequency: Frequency, fromMs: number): Generator<number, void> {
  if (frequency.kind === 'cron') {
    yield* cronStarts(frequency.cron, fromMs)
    return
  }
  const midnight = midnightOf(fromMs)
  const stepMs = frequency.kind === 'days' ? frequency.days * DAY_MS : frequency.hours * HOUR_MS
  const passed = Math.floor((fromMs - midnight) / stepMs)
  for (let start = midnight + (passed + 1) * stepMs; ; start += stepMs) yield start
}

/** Length of the window that starts at `startMs` when no Duration is given. */
export function defaultLengthMs(frequency: Frequency, startMs: number): number {
  const inHours = frequency.kind === 'hours' || (frequency.kind === 'cron' && frequency.cron.hours.length > 1)
  return inHours ? HOUR_MS : midnightOf(startMs) + DAY_MS - startMs
}

function* cronStarts(cron: Cron, fromMs: number): Generator<number, void> {
  const first = midnightOf(fromMs)
  let bound = first + LONGEST_SEARCH_DAYS * DAY_MS
  for (let midnight = first; midnight < bound; midnight += DAY_MS) {
    if (!isDayOf(cron, midnight)) continue
    bound = midnight + LONGEST_SEARCH_DAYS * DAY_MS
    yield* cron.hours.map(hour => midnight + hour * HOUR_MS).filter(start => start > fromMs)
  }
}
