/** The life of an API key: aws-behaviour.md section 12. */
import type {World} from '../../kernel.ts'
import type {ApiKey, KeyChange} from './entities.ts'
import {validForTooLong, validForTooShort} from './errors.ts'
import {newKeyId} from './ids.ts'

const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
const DEFAULT_LIFE_MS = 7 * DAY_MS
const LONGEST_LIFE_MS = 365 * DAY_MS
/** An expired key is kept for so long, and can be revived. */
const KEPT_MS = 60 * DAY_MS
/** Of one API, expired ones included; nobody can raise it. */
export const MOST_KEYS = 50

/**
 * The end of a key's life as AppSync takes it: rounded down to the hour, at least a day ahead after that, and as it was
 * asked at most 365 days ahead, so a caller whose clock is ahead is refused at the limit. Throws
 * ApiKeyValidityOutOfBoundsException. `asked` absent: seven days.
 */
export function endOfLife(asked: number | undefined, now: number): number {
  const wanted = asked ?? now + DEFAULT_LIFE_MS
  const end = Math.floor(wanted / HOUR_MS) * HOUR_MS
  if (end < now + DAY_MS) throw validForTooShort()
  if (wanted > now + LONGEST_LIFE_MS) throw validForTooLong()
  return end
}

/** The time by which AppSync judges the end that is asked for. */
export function judgingTime({clock, switches}: World): number {
  return clock.now() - switches.appSyncClockBehindMs
}

/** A key that is there only once it is put. `settled`: the endpoint knows it at once. */
export function newKey(
  world: World,
  facts: {readonly apiId: string; readonly description: string | undefined; readonly expires: number},
  settled = false,
): ApiKey {
  const createdAt = world.clock.now()
  const {apiId, description, expires} = facts
  return {
    id: newKeyId(() => world.random()),
    apiId,
    ...(description === undefined ? {} : {description}),
    createdAt,
    changes: [{at: settled ? Number.NEGATIVE_INFINITY : createdAt, to: expires}],
  }
}

/** The key after a change of its end, or after its deletion. */
export function changed(key: ApiKey, change: KeyChange): ApiKey {
  return {...key, changes: [...key.changes, change]}
}

/** When a listed key ends. */
export function expiryOf(key: ApiKey): number {
  return lifeOf(key.changes.at(-1))
}

/** When AppSync deletes a listed key by itself. */
export function deletionOf(key: ApiKey): number {
  return expiryOf(key) + KEPT_MS
}

/** Whether AppSync itself still has the key. */
export function isListed(key: ApiKey, now: number): boolean {
  return key.changes.at(-1)?.to !== 'deleted' && now < deletionOf(key)
}

/** Whether the endpoint lets it in at `now`: it goes by the newest change that has reached it. */
export function isAccepted(key: ApiKey, now: number, spreadMs: number): boolean {
  return key.blocked !== true && endAtEndpoint(key, now, spreadMs) > now
}

/** From when on the endpoint takes a key for what AppSync lists. */
export function usableFrom(key: ApiKey, spreadMs: number): number {
  return Math.max(key.createdAt, (key.changes.at(-1)?.at ?? key.createdAt) + spreadMs)
}

/** Whether it is worth keeping: listed, or not yet deleted for the endpoint. */
export function isOfTheEndpoint(key: ApiKey, now: number, spreadMs: number): boolean {
  return isListed(key, now) || endAtEndpoint(key, now, spreadMs) > now
}

function endAtEndpoint(key: ApiKey, now: number, spreadMs: number): number {
  return lifeOf(key.changes.findLast(({at}) => at + spreadMs <= now))
}

function lifeOf(change: KeyChange | undefined): number {
  return change === undefined || change.to === 'deleted' ? 0 : change.to
}
