import {present} from '../history/records.ts'
import {isWriteOf} from '../rotation/attempts.ts'
import {type EventFacts, newsOf} from '../rotation/facts.ts'
import {trailDelayMs} from '../rotation/running.ts'
import {AWSCURRENT, AWSPENDING, AWSPREVIOUS, type Version} from '../rotation/secret.ts'
import type {ValuePresence, VersionLine} from './status-result.ts'

/**
 * Versions with what is known of their values without reading one: pending first, then current, previous, other labels,
 * and the label-less newest first.
 */
export function versionLines(versions: readonly Version[], events: EventFacts, now: number): readonly VersionLine[] {
  const writes = newsOf(events).filter(event => isWriteOf(event.name, event.errorCode))
  return versions
    .map(version => {
      const write = writes.findLast(event => event.versionId === version.versionId)
      return {
        ...version,
        presence: presenceOf(version, write !== undefined, events, now),
        ...present({writtenAt: write?.at ?? version.createdAt}),
      }
    })
    .sort((left, right) => rank(left) - rank(right) || (right.createdAt ?? 0) - (left.createdAt ?? 0))
}

// What holds or held AWSCURRENT has a value: AWS promotes no empty version that anybody has seen, and a put stores one.
// A version that was read was there to be read. Only RotateSecret makes versions without a value.
function presenceOf(version: Version, written: boolean, events: EventFacts, now: number): ValuePresence {
  if (version.labels.includes(AWSCURRENT) || version.labels.includes(AWSPREVIOUS)) return 'stored'
  if (written) return 'stored (trail)'
  if (version.lastAccessedAt !== undefined) return 'stored'
  const createdAt = version.createdAt
  if (events.kind !== 'read' || createdAt === undefined || !events.names.includes('PutSecretValue')) return 'unknown'
  const complete = events.since <= createdAt && now - createdAt > trailDelayMs
  return complete && version.labels.includes(AWSPENDING) ? 'empty (trail)' : 'unknown'
}

function rank(version: Version): number {
  const order = [AWSPENDING, AWSCURRENT, AWSPREVIOUS]
  const at = order.findIndex(label => version.labels.includes(label))
  if (at !== -1) return version.labels.includes(AWSCURRENT) ? 1 : at
  return version.labels.length > 0 ? order.length : order.length + 1
}
