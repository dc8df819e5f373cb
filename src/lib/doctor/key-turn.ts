import {LAST_USED_LAG_MS, overlapOf} from '../rotation/overlap.ts'
import {parseSchedule, windowsAfter} from '../rotation/schedule.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {type KeyInfo, type SecretFacts, valueOf} from './facts.ts'

/** Why the packaged rotator lets a key stay. */
export interface Stays {
  readonly because: 'overlap' | 'use'
  /** Until when it has to stay. Absent: nobody knows when its use ends. */
  readonly until?: number
}

/** As deploy describes its function, and as templates do. */
const PACKAGED = /^iam-access-key(?: of secrot\.|, a rotator of secrot\.)$/

interface Turn {
  readonly description: SecretDescription
  readonly replacedAt: number
}

/** undefined: the function of another rotator, which may end a key by other rules, or a rotation that is off. */
function turnOf(facts: SecretFacts): Turn | undefined {
  const found = valueOf(facts.function)
  const description = valueOf(facts.labels)?.description
  if (found?.kind !== 'found' || !PACKAGED.test(found.configuration.description ?? '')) return undefined
  const storedAt = facts.current?.createdAt
  if (description?.rotationEnabled !== true || storedAt === undefined) return undefined
  // A version may be made current long after it was stored, and stored by hand without any rotation.
  return {description, replacedAt: Math.max(description.lastRotatedAt ?? storedAt, storedAt)}
}

/** By the rules of the packaged rotator (docs/rotators/iam-access-key.md). undefined: the key of AWSPREVIOUS may go at that time. */
function staysAt({description, replacedAt}: Turn, key: KeyInfo, at: number): Stays | undefined {
  const overlapEndsAt = replacedAt + overlapOf(description)
  if (key.lastUsedAt !== undefined && key.lastUsedAt > overlapEndsAt) return {because: 'use'}
  const until = overlapEndsAt + LAST_USED_LAG_MS
  return at < until ? {because: 'overlap', until} : undefined
}

/**
 * Why the key of AWSPREVIOUS will still have to stay when the next window opens, so that a rotation then finds no room for a
 * key. undefined: it will not, or nobody knows.
 */
export function staysAtNextWindow(facts: SecretFacts, key: KeyInfo): (Stays & {readonly windowAt: number}) | undefined {
  const turn = turnOf(facts)
  const schedule = parseSchedule(turn?.description.rotationRules ?? {})
  if (turn === undefined || schedule.kind !== 'schedule') return undefined
  const next = windowsAfter(schedule, turn.replacedAt, MOST_WINDOWS).find(({startsAt}) => startsAt > facts.now)
  const stays = next === undefined ? undefined : staysAt(turn, key, next.startsAt)
  return next === undefined || stays === undefined ? undefined : {...stays, windowAt: next.startsAt}
}

/** Between a rotation and now; a secret that missed more of them has other findings. */
const MOST_WINDOWS = 400

/** Whether the packaged rotator would end the key of AWSPREVIOUS now, and so make room by itself. */
export function makesRoomNow(facts: SecretFacts): boolean {
  const turn = turnOf(facts)
  const key = valueOf(facts.keys)?.keys.find(({accessKeyId}) => accessKeyId === facts.previous?.accessKeyId)
  return turn !== undefined && key !== undefined && staysAt(turn, key, facts.now) === undefined
}
