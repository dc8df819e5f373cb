import type {AwsScope, TrailEvent} from '../aws/gateways.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {EventLookups, EventsAnswer, RotationEvent, RotationEventName} from '../history/events.ts'
import {rotationEventOf} from '../history/trail-events.ts'
import type {Context} from './context.ts'
import {makeTurns, type Turns} from './turns.ts'

export const lookupsActions = ['cloudtrail:LookupEvents'] as const

/** Half of what AWS allows an account and region, which all share. */
export const LOOKUP_SPACING_MS = 1000

export interface LookupBounds {
  /** Least time between two requests; default a second. */
  readonly spacingMs?: number
  /** Absent: turns of its own. */
  readonly turns?: Turns
  /** Pages of 50 read for one name; default 40. What lies beyond is `cut-off`. */
  readonly maxPages?: number
}

/** What was read of one name: everything from `since` on, or back to `since` only because the pages ran out. */
interface Series {
  readonly since: number
  readonly readAt: number
  readonly events: readonly RotationEvent[]
  readonly cutOff: boolean
}

/**
 * CloudTrail of one region, one series of look-ups per event name, never by EventSource or resource: those return every
 * GetSecretValue too, and at 50 events a page millions of reads cannot be paged through (aws-behaviour section 8). One of
 * these per region and run; concurrent callers share what is under way. Throws only when the credentials themselves fail
 * or the run is interrupted.
 */
export function makeLookups(
  context: Pick<Context, 'aws' | 'clock' | 'signal'>,
  scope: Partial<AwsScope> = {},
  bounds: LookupBounds = {},
): EventLookups {
  const turns = bounds.turns ?? makeTurns(context, bounds.spacingMs ?? LOOKUP_SPACING_MS)
  const maxPages = bounds.maxPages ?? 40
  let known = new Map<RotationEventName, Promise<Series>>()

  const readPages = async (name: RotationEventName, since: number, until?: number): Promise<Series> => {
    const {trail} = context.aws(scope)
    const found: TrailEvent[] = []
    const readAt = context.clock.now()
    let token: string | undefined
    for (let page = 0; page < maxPages; page += 1) {
      const answer = await turns.take(() =>
        trail.page(
          {eventName: name, since, ...(until === undefined ? {} : {until}), ...(token === undefined ? {} : {token})},
          {signal: context.signal},
        ),
      )
      found.push(...answer.events)
      token = answer.nextToken
      if (token === undefined) return {since, readAt, events: parsed(found), cutOff: false}
    }
    const reached = Math.min(readAt, ...found.map(event => event.at))
    return {since: reached, readAt, events: parsed(found), cutOff: true}
  }

  /** A series that reaches back to `since`: the one that is known, that one and the gap before it, or a new one. */
  const series = (name: RotationEventName, since: number): Promise<Series> => {
    const before = known.get(name)
    const next =
      before === undefined ? readPages(name, since) : reachBack(before, since, until => readPages(name, since, until))
    known.set(name, next)
    return next
  }

  return {
    events: async (names, since) => {
      if (names.length === 0) return {kind: 'read', since, readAt: context.clock.now(), events: []}
      try {
        const read: Series[] = []
        for (const name of names) read.push(await series(name, since))
        return answerOf(names, read)
      } catch (error) {
        return refusedLookup(error)
      }
    },
    refresh: () => {
      known = new Map()
    },
  }
}

async function reachBack(
  before: Promise<Series>,
  since: number,
  read: (until: number) => Promise<Series>,
): Promise<Series> {
  const known = await before
  if (known.cutOff || known.since <= since) return known
  const gap = await read(known.since)
  const seen = new Set(known.events.map(event => event.eventId))
  const events = [...known.events, ...gap.events.filter(event => !seen.has(event.eventId))]
  return {since: gap.since, readAt: known.readAt, events, cutOff: gap.cutOff}
}

function parsed(events: readonly TrailEvent[]): readonly RotationEvent[] {
  return events.map(event => rotationEventOf(event)).filter(event => event !== undefined)
}

/** Coverage is that of the name that was read least far back, at the time of the one that was read first. */
function answerOf(names: readonly RotationEventName[], read: readonly Series[]): EventsAnswer {
  const since = Math.max(...read.map(series => series.since))
  const readAt = Math.min(...read.map(series => series.readAt))
  const events = read.flatMap(series => series.events).toSorted((a, b) => b.at - a.at)
  const cut = names.filter((_, index) => read[index]!.cutOff)
  if (cut.length === 0) return {kind: 'read', since, readAt, events}
  return {kind: 'cut-off', since, readAt, events, reason: `more events than were read (${cut.join(', ')})`}
}

/** A refused or failed look-up is an answer. Expired credentials and an interrupt concern the whole run and are thrown. */
export function refusedLookup(error: unknown): Exclude<EventsAnswer, {kind: 'read' | 'cut-off'}> {
  if (!(error instanceof SecrotError)) throw error
  if (error.code === 'ACCESS_DENIED') return {kind: 'denied', action: lookupsActions[0], reason: error.message}
  if (error.exit === EXIT.denied || error.exit === EXIT.interrupted) throw error
  return {kind: 'failed', reason: error.message}
}
