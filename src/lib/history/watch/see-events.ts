import {eventsOfVersion} from '../events-of.ts'
import type {EventsAnswer, RotationEvent, RotationEventName} from '../events.ts'
import {persist} from './persisting.ts'
import type {EventsSeen, WatchState, WatchSubject} from './state.ts'

/** CloudTrail delivers an event within about 15 minutes (LookupEvents, API reference); silence proves nothing before. */
export const trailDelayMs = 15 * 60_000

/** What one more look-up adds. A cut-off answer adds its events, but no knowledge of what is not among them. */
export function seeEvents(
  seen: EventsSeen,
  subject: WatchSubject,
  names: readonly RotationEventName[],
  answer: EventsAnswer,
  at: number,
): EventsSeen {
  if (answer.kind === 'denied' || answer.kind === 'failed') {
    const action = answer.kind === 'denied' ? {action: answer.action} : {}
    const failure = {reason: answer.reason, denied: answer.kind === 'denied', gone: false, ...action}
    return {...seen, unread: {...failure, ...persist(seen.unread, true, at, at)!}}
  }
  const events = new Map(seen.events)
  for (const event of relevant(answer.events, subject)) {
    const seenArriving = seen.readAt.has(event.name)
    if (!events.has(event.eventId)) events.set(event.eventId, {event, learnedAt: at, seenArriving})
  }
  const readAt = new Map(seen.readAt)
  if (answer.kind === 'read') for (const name of names) readAt.set(name, answer.readAt)
  const {unread: _, ...rest} = seen
  return {...rest, events, readAt}
}

/** Events about this version; since it began, also those that name none, and writes of another version. */
function relevant(events: readonly RotationEvent[], subject: WatchSubject): readonly RotationEvent[] {
  const about = new Set(eventsOfVersion(subject.versionId, events))
  return events.filter(event => {
    if (about.has(event)) return true
    if (event.at < subject.startedAt) return false
    return event.versionId === undefined || event.name === 'PutSecretValue' || event.name === 'UpdateSecret'
  })
}

/** Events of some names, oldest first. */
export function seenEvents(state: WatchState, ...names: readonly RotationEventName[]): readonly RotationEvent[] {
  return [...state.events.events.values()]
    .map(({event}) => event)
    .filter(event => names.includes(event.name))
    .toSorted((a, b) => a.at - b.at)
}

/** Until when it is certain that every event of these names was seen; undefined: not certain for any time. */
export function eventsCertainUntil(state: WatchState, names: readonly RotationEventName[]): number | undefined {
  const read = names.map(name => state.events.readAt.get(name))
  if (read.some(at => at === undefined)) return undefined
  return Math.min(...read.map(at => at ?? 0)) - trailDelayMs
}

/** AWS's own words that this version was promoted. */
export function saysPromoted(state: WatchState): RotationEvent | undefined {
  const {versionId} = state.subject
  const succeeded = seenEvents(state, 'RotationSucceeded').find(event => event.versionId === versionId)
  const moved = seenEvents(state, 'UpdateSecretVersionStage').find(
    event => event.label === 'AWSCURRENT' && event.movedTo === versionId && event.errorCode === undefined,
  )
  return succeeded ?? moved
}
