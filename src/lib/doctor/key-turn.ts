import {keepsTwoKeys, type Replaced, replacedIn, type Stays, staysAt} from '../rotation/overlap.ts'
import {parseSchedule, windowsAfter} from '../rotation/schedule.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {type KeyInfo, type SecretFacts, valueOf} from './facts.ts'

interface Turn extends Replaced {
  readonly description: SecretDescription
}

/** undefined: the function of another rotator, which may end a key by other rules, or a rotation that is off. */
function turnOf(facts: SecretFacts): Turn | undefined {
  const found = valueOf(facts.function)
  const description = valueOf(facts.labels)?.description
  if (found?.kind !== 'found' || !keepsTwoKeys(found.configuration)) return undefined
  const storedAt = facts.current?.createdAt
  if (description?.rotationEnabled !== true || storedAt === undefined) return undefined
  return {description, ...replacedIn(description, {current: storedAt, former: facts.previous?.createdAt})}
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
