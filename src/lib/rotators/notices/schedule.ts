import type {SecretFacts} from '../labels.ts'
import {DAY_MS, HOUR_MS, rateMs} from '../rate.ts'

/** When a secret is rotated after now, in words, and about when that is; `at` undefined: only its schedule can tell. */
export interface NextRotation {
  readonly text: string
  /** Epoch milliseconds. */
  readonly at?: number
}

/** By the rotation's period in days, or its schedule. */
export function nextRotation(
  {periodDays, schedule}: Pick<SecretFacts, 'periodDays' | 'schedule'>,
  now: number,
): NextRotation {
  const period = schedule === undefined ? (periodDays ?? 0) * DAY_MS : rateMs(schedule)
  if (period === undefined) return {text: `the next rotation of its schedule, ${schedule}`}
  if (period === 0) return {text: 'its next rotation, which is not scheduled'}
  const at = now + period
  const every = period % DAY_MS === 0 ? counted(period / DAY_MS, 'day') : counted(period / HOUR_MS, 'hour')
  return {text: `its next rotation, about ${dayText(at)} (every ${every})`, at}
}

function counted(count: number, unit: string): string {
  return count === 1 ? unit : `${count} ${unit}s`
}

/** `2026-12-29` */
export function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
