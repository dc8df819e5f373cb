import {dayMs, hourMs} from './cron.ts'
import type {SecretDescription} from './secret.ts'

/** Tag of a secret: hours for which a replaced key goes on working, for clients that have it in a cache. */
export const OVERLAP_TAG = 'secrot:overlap-hours'

const STANDARD_HOURS = 24
const MOST_HOURS = 8760

/** IAM tells of a use hours after it. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html */
export const LAST_USED_LAG_MS = 4 * hourMs

/** As the packaged rotators read it. Absent, or none of the numbers that they take: 24 hours. */
export function overlapMsOf(hours: string | undefined): number {
  const count = Number(hours)
  const isTaken = hours !== undefined && /^\d+$/.test(hours) && count >= 1 && count <= MOST_HOURS
  return (isTaken ? count : STANDARD_HOURS) * hourMs
}

/** The overlap of a secret, by its tag. */
export function overlapOf({tags}: Pick<SecretDescription, 'tags'>): number {
  return overlapMsOf(tags[OVERLAP_TAG])
}

/** As `deploy` describes its function, and as templates do. */
const PACKAGED = /^iam-access-key(?: of secrot\.|, a rotator of secrot\.)$/

/** Whether a function keeps two keys of a user by the rules of the packaged rotator; others may have rules of their own. */
export function keepsTwoKeys({description = ''}: {readonly description?: string}): boolean {
  return PACKAGED.test(description)
}

/** Why the packaged rotator lets the key of AWSPREVIOUS stay. `labels`: they were moved back, and it counts from when it saw that. */
export interface Stays {
  readonly because: 'overlap' | 'use' | 'labels'
  /** Until when it has to stay. Absent: nobody knows. */
  readonly until?: number
}

/** When a key was replaced, and for how long it goes on working. Milliseconds. */
export interface Replaced {
  readonly replacedAt: number
  readonly overlapMs: number
  readonly how: 'rotation' | 'by hand' | 'moved back'
}

/** Where it is not sure when a key was replaced, a late use counts for so long. */
const UNUSED_MS = 14 * dayMs

/** undefined: it may go at that time (docs/rotators/iam-access-key.md). `lastUsedAt` absent: never used. */
export function staysAt(
  {replacedAt, overlapMs, how}: Replaced,
  {lastUsedAt}: {readonly lastUsedAt?: number},
  at: number,
): Stays | undefined {
  if (how === 'moved back') return {because: 'labels'}
  const overlapEndsAt = replacedAt + overlapMs
  const leastMs = overlapMs + LAST_USED_LAG_MS
  const isLate = lastUsedAt !== undefined && lastUsedAt > overlapEndsAt
  if (isLate && (how === 'rotation' || at - lastUsedAt < Math.max(UNUSED_MS, leastMs))) return {because: 'use'}
  const until = how === 'rotation' ? replacedAt + leastMs : Math.max(replacedAt, lastUsedAt ?? 0) + leastMs
  return at < until ? {because: 'overlap', until} : undefined
}

/** By the times at which the versions of AWSCURRENT and AWSPREVIOUS were stored. `former` absent: it is not known. */
export function replacedIn(
  description: Pick<SecretDescription, 'tags' | 'lastRotatedAt'>,
  storedAt: {readonly current: number; readonly former: number | undefined},
): Replaced {
  const {lastRotatedAt = -Infinity} = description
  const {current, former} = storedAt
  const overlapMs = overlapOf(description)
  const replacedAt = Math.max(lastRotatedAt, current)
  if (former !== undefined && former > current) return {replacedAt, overlapMs, how: 'moved back'}
  return {replacedAt, overlapMs, how: former !== undefined && current <= lastRotatedAt ? 'rotation' : 'by hand'}
}
