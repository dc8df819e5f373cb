import {holderOf} from '../labels.ts'
import {replacedAt} from '../replaced.ts'
import type {RotatorContext} from '../rotator.ts'
import type {StoredValue} from '../stored-value.ts'
import {NOTHING} from './begun.ts'
import {claim, type RotatedUser} from './user.ts'

/** When a key stopped being the one of AWSCURRENT. */
export interface Replacement {
  /** Epoch milliseconds; no later, unless it is not sure. */
  readonly at: number
  readonly isSure: boolean
}

/**
 * `storedAt`: when the newest version with the key was stored; undefined: no version has it any more. After a rotation it is
 * the end of that. A value that was written by hand since has replaced it when it was stored, if it was made current then.
 * When labels were moved back nobody tells: it counts from the first look that found them there, which is noted.
 */
export async function replacementOf(
  context: RotatorContext,
  {current, user}: {readonly current: StoredValue; readonly user: RotatedUser},
  storedAt: number | undefined,
): Promise<Replacement> {
  const {secret} = context
  const known = replacedAt(secret, {current: current.storedAt, former: storedAt})
  if (known !== undefined) return {at: known, isSure: true}
  const least = Math.max(secret.lastRotatedAt ?? -Infinity, current.storedAt ?? Infinity)
  if (storedAt === undefined || current.storedAt === undefined || storedAt <= current.storedAt)
    return {at: least, isSure: false}
  const versionId = holderOf(secret, 'AWSCURRENT') ?? ''
  const seen = user.begun?.seen
  if (seen?.versionId === versionId) return {at: Math.max(least, seen.at), isSure: true}
  const at = Math.floor(context.clock.now())
  await claim(context, user.userName, {...(user.begun ?? NOTHING), seen: {versionId, at}})
  return {at, isSure: true}
}
