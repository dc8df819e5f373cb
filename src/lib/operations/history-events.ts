import {eventNames, type EventLookups, type RotationEvent, type RotationEventName} from '../history/events.ts'
import {eventsOf} from '../history/events-of.ts'
import type {Context} from './context.ts'
import type {HistorySubject} from './history-subject.ts'
import {type LookupBounds, makeLookups} from './lookups.ts'

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
  readonly failure?: {readonly reason: string; readonly action?: string}
}

export interface HistoryTrail {
  /** Events of these names since a moment; what was read before is not asked for again. `onName` hears what is asked. */
  read(
    names: readonly RotationEventName[],
    since: number,
    onName?: (name: RotationEventName, index: number) => void,
  ): Promise<HistoryEvents>
  /** The next read asks anew. */
  refresh(): void
}

/**
 * CloudTrail of the secret's region, one series of look-ups a name. `bounds` absent: one request a second, 20 pages a name.
 */
export function historyTrail(
  context: Context,
  {trailScope, subjectOf}: Pick<HistorySubject, 'trailScope' | 'subjectOf'>,
  bounds: LookupBounds = {maxPages},
): HistoryTrail {
  const lookups = makeLookups(context, trailScope, bounds)
  return {
    async read(names, since, onName = () => undefined) {
      const read = await readNames(context, lookups, {names, since, onName})
      const subject = subjectOf(read.events)
      return {...read, events: subject === undefined ? [] : eventsOf(subject, read.events)}
    },
    refresh: () => lookups.refresh(),
  }
}

async function readNames(
  context: Context,
  lookups: EventLookups,
  {
    names,
    since,
    onName,
  }: {
    readonly names: readonly RotationEventName[]
    readonly since: number
    readonly onName: (name: RotationEventName, index: number) => void
  },
): Promise<HistoryEvents> {
  const readAt = context.clock.now()
  const events: RotationEvent[] = []
  const read = new Map<RotationEventName, number>()
  const cutOff: RotationEventName[] = []
  for (const [index, name] of names.entries()) {
    onName(name, index)
    const answer = await lookups.events([name], since)
    if (answer.kind === 'denied' || answer.kind === 'failed') {
      const action = answer.kind === 'denied' ? {action: answer.action} : {}
      return {events, since: read, readAt, cutOff, failure: {reason: answer.reason, ...action}}
    }
    events.push(...answer.events)
    read.set(name, answer.since)
    if (answer.kind === 'cut-off') cutOff.push(name)
  }
  return {events, since: read, readAt, cutOff}
}
