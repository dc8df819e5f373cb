import {CLOCK_ERROR_MS} from '../clock.ts'
import type {SecretFacts} from '../labels.ts'
import {DAY_MS, HOUR_MS, rateMs} from '../rate.ts'
import type {RotatorContext} from '../rotator.ts'
import type {Settings} from '../settings.ts'

/**
 * AppSync rounds the end of a key down to the hour and takes it from one day to 365 days ahead of its own clock.
 * https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateApiKey.html
 */
const LONGEST_MS = 365 * DAY_MS
/** A rotation may come so long after it is due: no window goes on into the next day. */
const WINDOW_MS = DAY_MS

const DEFAULT_OVERLAP_HOURS = 24
const OVERLAP = {least: 1, most: 30 * 24}

/** How long a replaced key goes on working, for clients that have it in a cache. */
function overlapMs(settings: Settings): number {
  return (settings.number('OVERLAP_HOURS', OVERLAP) ?? DEFAULT_OVERLAP_HOURS) * HOUR_MS
}

/** What the life of a key depends on. */
export interface Lifetime {
  readonly now: number
  readonly overlap: number
  readonly secret: Pick<SecretFacts, 'periodDays' | 'schedule'>
}

export function lifetimeOf({clock, settings, secret}: RotatorContext): Lifetime {
  return {now: clock.now(), overlap: overlapMs(settings), secret}
}

/**
 * The end of a new key. It is current for a period and a window, and then AWSPREVIOUS for as long; without the second part
 * no label could be moved back.
 */
export function endOfNewKey({now, overlap, secret}: Lifetime): number {
  const wanted = fullHourFrom(now + 2 * periodMs(secret) + WINDOW_MS + overlap + CLOCK_ERROR_MS)
  const longest = Math.floor((now + LONGEST_MS - CLOCK_ERROR_MS) / HOUR_MS) * HOUR_MS
  return Math.min(wanted, longest)
}

/** Whether a key would end before its replacement has come and every client has that. */
export function endsTooEarly(end: number, {now, overlap, secret}: Lifetime): boolean {
  return end < now + Math.min(periodMs(secret) + WINDOW_MS + overlap, LONGEST_MS - DAY_MS)
}

/** Whether the next rotation may come only after the longest life of a key. */
export function outlivesNoPeriod({overlap, secret}: Lifetime): boolean {
  return Number.isFinite(periodMs(secret)) && periodMs(secret) + overlap > LONGEST_MS
}

/** Whether the key that is about to be replaced would end before every client has the new one. */
export function endsWithinOverlap(end: number, {now, overlap}: Lifetime): boolean {
  return end < now + Math.max(overlap, DAY_MS)
}

/** Until when that one has to live. */
export function endOfOverlap({now, overlap}: Lifetime): number {
  return fullHourFrom(now + Math.max(overlap, DAY_MS) + HOUR_MS)
}

/** The end of a key that was replaced at a time: when its overlap is over, and as early as AppSync takes it. */
export function endOfReplaced(replacedAt: number, {now, overlap}: Pick<Lifetime, 'now' | 'overlap'>): number {
  return fullHourFrom(Math.max(now + DAY_MS + CLOCK_ERROR_MS, replacedAt + overlap))
}

/** Infinity: the schedule says it, and not as a rate. */
function periodMs({periodDays, schedule}: Lifetime['secret']): number {
  if (schedule === undefined) return periodDays === undefined ? Infinity : periodDays * DAY_MS
  return rateMs(schedule) ?? Infinity
}

function fullHourFrom(time: number): number {
  return Math.ceil(time / HOUR_MS) * HOUR_MS
}
