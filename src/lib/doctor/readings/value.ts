import type {RotationEvent} from '../../history/events.ts'
import {isWriteOf} from '../../rotation/attempts.ts'
import {AWSCURRENT, AWSPREVIOUS, type Version} from '../../rotation/secret.ts'
import {type EventFacts, type Fact, known, type ValueClass, unknown} from '../facts.ts'

/** CloudTrail delivers an event within about 15 minutes (LookupEvents, API reference). */
export const TRAIL_DELAY_MS = 15 * 60_000

/**
 * What the trail tells of a version's value without reading it: empty when a trail that reaches back to its making, and is
 * 15 minutes past it, shows no write; stored, so `unread`, when it shows one. Absence proves nothing before that, and
 * nothing about what holds or held AWSCURRENT or was read: CreateSecret stores values too and is not asked about.
 */
export function valueByEvents(
  events: Fact<EventFacts>,
  version: Pick<Version, 'versionId' | 'labels' | 'createdAt' | 'lastAccessedAt'>,
): Fact<ValueClass> {
  if (events.kind === 'unknown') return events
  const write = writeOf(events.value.events, version.versionId)
  if (write !== undefined || servesOrServed(version))
    return unknown('it is stored and was not read (--read-values)', 'secretsmanager:GetSecretValue')
  const {since, readAt, names} = events.value
  const {createdAt} = version
  if (!writesAsked(names)) return unknown('the trail was not asked about writes')
  if (createdAt === undefined || since > createdAt) return unknown('the trail does not reach back to its making')
  if (readAt - createdAt < TRAIL_DELAY_MS) return unknown('the trail may be 15 minutes late')
  return known('empty', {text: 'no write in the trail since', source: 'events', at: createdAt})
}

function servesOrServed({labels, lastAccessedAt}: Pick<Version, 'labels' | 'lastAccessedAt'>): boolean {
  return lastAccessedAt !== undefined || labels.includes(AWSCURRENT) || labels.includes(AWSPREVIOUS)
}

/** Only then does the absence of a write mean anything. */
export function writesAsked(names: readonly string[]): boolean {
  return names.includes('PutSecretValue') && names.includes('UpdateSecret')
}

/** The successful write of a version, if the trail shows it. */
export function writeOf(events: readonly RotationEvent[], versionId: string): RotationEvent | undefined {
  return events.find(event => isWriteOf(event.name, event.errorCode) && event.versionId === versionId)
}
