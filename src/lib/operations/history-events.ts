import type {AwsScope} from '../aws/gateways.ts'
import {eventNames, type EventLookups, type RotationEvent, type RotationEventName} from '../history/events.ts'
import {eventsOf, type EventSubject} from '../history/events-of.ts'
import type {Context} from './context.ts'
import {makeLookups} from './lookups.ts'

/** What happened to the key comes after what the log says of it, and only then. */
const keyNames: readonly RotationEventName[] = ['ScheduleKeyDeletion', 'DisableKey']
export const historyEventNames = eventNames.filter(name => !keyNames.includes(name))

/** Pages of 50 events read for one name: all secrets of the region are among them. */
const maxPages = 20

/** What CloudTrail said of one secret. Times are epoch milliseconds. */
export interface HistoryEvents {
  readonly events: readonly RotationEvent[]
  /** From when on events of a name were read. */
  readonly since: ReadonlyMap<RotationEventName, number>
  readonly readAt: number
  /** Names of which there were more events than were read. */
  readonly cutOff: readonly RotationEventName[]
  /** Absent: every name was read, as far back as said. */
  readonly failure?: {readonly reason: string; readonly action?: string; readonly names: readonly RotationEventName[]}
}

export interface HistoryTrail {
  /** Events of these names since a moment. */
  read(names: readonly RotationEventName[], since: number): Promise<HistoryEvents>
}

/** CloudTrail of the secret's region, one series of look-ups a name. `subjectOf` finds out which events are the secret's. */
export function historyTrail(
  context: Context,
  scope: AwsScope,
  subjectOf: (events: readonly RotationEvent[]) => EventSubject | undefined,
): HistoryTrail {
  const lookups = makeLookups(context, scope, {maxPages})
  return {read: async (names, since) => narrowed(await readNames(context, lookups, names, since), subjectOf)}
}

async function readNames(
  context: Context,
  lookups: EventLookups,
  names: readonly RotationEventName[],
  since: number,
): Promise<HistoryEvents> {
  const readAt = context.clock.now()
  const events: RotationEvent[] = []
  const read = new Map<RotationEventName, number>()
  const cutOff: RotationEventName[] = []
  for (const [index, name] of names.entries()) {
    context.progress.activity(`CloudTrail: ${name} (${index + 1} of ${names.length}, one a second)`)
    const answer = await lookups.events([name], since)
    if (answer.kind === 'denied' || answer.kind === 'failed') {
      const action = answer.kind === 'denied' ? {action: answer.action} : {}
      return {
        events,
        since: read,
        readAt,
        cutOff,
        failure: {reason: answer.reason, names: names.slice(index), ...action},
      }
    }
    events.push(...answer.events)
    read.set(name, answer.since)
    if (answer.kind === 'cut-off') cutOff.push(name)
  }
  return {events, since: read, readAt, cutOff}
}

function narrowed(
  read: HistoryEvents,
  subjectOf: (events: readonly RotationEvent[]) => EventSubject | undefined,
): HistoryEvents {
  const subject = subjectOf(read.events)
  return {...read, events: subject === undefined ? [] : eventsOf(subject, read.events)}
}
