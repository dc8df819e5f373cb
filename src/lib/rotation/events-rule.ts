import type {SecretDescription} from './secret.ts'
import {pendingVersionOf} from './staging.ts'
import {settlingMs} from './value-age.ts'

/** Why events have to be asked. */
export type EventsReason = 'pending' | 'date-past' | 'changed-since'

/**
 * Whether events have to be asked before anything can be said: something is pending, NextRotationDate is past, or
 * something changed over an hour after the last rotation (starting one or moving a label changes LastChangedDate).
 * Otherwise no failure can be hidden. While rotation is not on nothing is claimed that an event could disprove.
 */
export function eventsNeeded(description: SecretDescription, now: number): EventsReason | undefined {
  if (pendingVersionOf(description.staging) !== undefined) return 'pending'
  if (description.rotationEnabled !== true) return undefined
  if (description.nextRotationAt !== undefined && description.nextRotationAt < now) return 'date-past'
  // Never rotated: the test rotation of enabling it may have failed, and no date would show it.
  if (description.lastRotatedAt === undefined) return 'changed-since'
  const changedAt = description.lastChangedAt ?? description.lastRotatedAt
  return changedAt - description.lastRotatedAt > settlingMs ? 'changed-since' : undefined
}
