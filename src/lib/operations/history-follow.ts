import type {LogEvent} from '../aws/gateways.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {RotationEvent} from '../history/events.ts'
import type {TimelineInput} from '../history/timeline/input.ts'
import type {LabelsLine, SwitchLine, TimelineLine} from '../history/timeline/lines.ts'
import {timelineOf} from '../history/timeline/timeline.ts'
import {movesBetween} from '../history/watch/see-labels.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import {historyEventNames, historyTrail} from './history-events.ts'
import type {HistoryLog} from './history-function.ts'
import type {HistoryRead} from './history.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {functionName} from './status-gather.ts'
import type {NotRead} from './status-result.ts'
import {isAlone} from './watch-function.ts'

export interface FollowListener {
  /** In the order in which they are learned. */
  readonly onLine: (line: TimelineLine) => void
  /** A source that cannot be read for now, once for each reason; it is asked again unless that is denied. */
  readonly onNotRead: (notRead: NotRead) => void
}

/** The rates of a watch: labels and log every 2 seconds, CloudTrail one name every 10. */
const everyMs = 2000
const eventsEveryMs = 10_000
/** Events reach the trail up to 15 minutes late. */
const lateMs = 20 * 60_000
/** Lines of the log come in some seconds late and out of order. */
const overlapMs = 120_000
/** Lines that are older tell nothing about a step that runs: Lambda's longest time limit is 15 minutes. */
const keptMs = 6 * 3_600_000

/**
 * Tells what happens to a secret from now on, until the run is interrupted: throws that then, as it throws credentials
 * that ended. `read` is what was told already.
 */
export async function followHistory(context: Context, read: HistoryRead, listener: FollowListener): Promise<never> {
  const {secret} = read.subject
  const told = new Follow(read, listener)
  const stop = new AbortController()
  const looking = {...context, signal: AbortSignal.any([context.signal, stop.signal])}
  const pollers = [
    ...(secret === undefined ? [] : [pollLabels(looking, secret, told), pollLog(looking, secret, read.log, told)]),
    pollEvents(looking, read, told),
  ]
  try {
    await Promise.all(pollers)
  } finally {
    stop.abort(new Error('the history is not followed any more'))
    await Promise.allSettled(pollers)
  }
  throw new SecrotError({
    code: 'NOTHING_TO_FOLLOW',
    message: `Nothing of ${read.subject.name} can be read any more.`,
    hint: 'The lines above name the permissions that are missing.',
    exit: EXIT.denied,
  })
}

/** What is known, and which lines of it were told. */
class Follow {
  #input: TimelineInput
  readonly #listener: FollowListener
  readonly #told = new Set<string>()
  readonly #missed = new Set<string>()

  constructor({input}: HistoryRead, listener: FollowListener) {
    this.#input = input
    this.#listener = listener
    for (const line of timelineOf(input).lines) this.#told.add(keyOf(line))
  }

  /** Takes what was read and tells what is new in it. */
  take(more: Partial<Pick<TimelineInput, 'events' | 'invocations'>>): void {
    const events = new Map([...this.#input.events, ...(more.events ?? [])].map(event => [event.eventId, event]))
    this.#input = {...this.#input, ...more, events: [...events.values()]}
    for (const line of timelineOf(this.#input).lines) {
      if (isOpen(line) || this.#told.has(keyOf(line))) continue
      this.#told.add(keyOf(line))
      this.#listener.onLine(line)
    }
  }

  tell(line: LabelsLine | SwitchLine): void {
    this.#listener.onLine(line)
  }

  miss(notRead: NotRead): void {
    const key = `${notRead.fact} ${notRead.reason}`
    if (this.#missed.has(key)) return
    this.#missed.add(key)
    this.#listener.onNotRead(notRead)
  }
}

function keyOf(line: TimelineLine): string {
  if (line.kind === 'event') return line.eventId
  if (line.kind === 'log') return `${line.kind} ${line.requestId} ${line.at} ${line.text}`
  if (line.kind === 'step' || line.kind === 'maybe-other')
    return `${line.requestId} ${line.outcome === 'open' ? 'open' : 'ended'}`
  return `${line.kind} ${line.at} ${line.kind === 'version' ? line.versionId : ''}`
}

/** Told once it has ended; that it was there already, at the start, was told then. */
function isOpen(line: TimelineLine): boolean {
  return (line.kind === 'step' || line.kind === 'maybe-other') && line.outcome === 'open'
}

/** Reads again and again; a failure is one more turn, and a denial the end of this source. */
async function again(
  context: Context,
  told: Follow,
  pauseMs: number,
  about: Pick<NotRead, 'fact' | 'subject'>,
  look: () => Promise<void>,
): Promise<void> {
  for (;;) {
    await context.clock.sleep(pauseMs, context.signal)
    try {
      await look()
    } catch (error) {
      if (!(error instanceof SecrotError)) throw error
      const denied = error.code === 'ACCESS_DENIED'
      if (!denied && (error.exit === EXIT.denied || error.exit === EXIT.interrupted)) throw error
      told.miss({...about, reason: error.message, ...(error.action === undefined ? {} : {action: error.action})})
      if (denied) return
    }
  }
}

async function pollLabels(context: Context, secret: ResolvedSecret, told: Follow): Promise<void> {
  let before = secret.description
  const about = {fact: 'labels', subject: before.name} as const
  await again(context, told, everyMs, about, async () => {
    const at = context.clock.now()
    const next = await context.aws(secret.scope).secrets.describe(secret.arn, {signal: context.signal})
    // A lagging replica of the service may answer with what was before.
    if ((next.lastChangedAt ?? Infinity) < (before.lastChangedAt ?? -Infinity)) return
    for (const line of labelNews(before, next, at)) told.tell(line)
    before = next
  })
}

function labelNews(
  before: SecretDescription,
  next: SecretDescription,
  seenAt: number,
): readonly (LabelsLine | SwitchLine)[] {
  const at = next.lastChangedAt ?? seenAt
  const moves = movesBetween(before.staging, next.staging)
  const switched = (before.rotationEnabled === true) !== (next.rotationEnabled === true)
  return [
    ...(moves.length === 0 ? [] : [{kind: 'labels' as const, source: 'labels' as const, at, moves}]),
    ...(switched
      ? [{kind: 'switch' as const, source: 'labels' as const, at, enabled: next.rotationEnabled === true}]
      : []),
  ]
}

async function pollLog(
  context: Context,
  secret: ResolvedSecret,
  log: HistoryLog | undefined,
  told: Follow,
): Promise<void> {
  if (log?.function.kind !== 'known' || log.log?.kind !== 'read') return
  const {configuration, scope} = log.function
  const known = new Map<string, LogEvent>(log.log.value.records.map(record => [record.eventId, record]))
  let shared = log.covered?.shared
  let reached = log.log.value.readAt
  const about = {fact: 'log', subject: functionName(configuration.arn)} as const
  await again(context, told, everyMs, about, async () => {
    const at = context.clock.now()
    const query = {group: configuration.logGroup, since: reached - overlapMs}
    const {events} = await context.aws(scope).logs.filter(query, {signal: context.signal})
    for (const event of events) known.set(event.eventId, event)
    for (const [id, record] of known) if (record.at < at - keptMs) known.delete(id)
    const records = [...known.values()].toSorted((a, b) => a.at - b.at)
    let invocations = log.parse(records, shared !== false)
    if (shared === undefined && invocations.some(({belongsToSecret}) => !belongsToSecret)) {
      const alone = await isAlone(context, secret, context.signal)
      shared = alone === undefined ? 'unknown' : !alone
      invocations = log.parse(records, shared !== false)
    }
    told.take({invocations})
    reached = at
  })
}

async function pollEvents(context: Context, {subject, input}: HistoryRead, told: Follow): Promise<void> {
  let turn = 0
  const trail = historyTrail(context, subject, {spacingMs: eventsEveryMs, maxPages: 5})
  const about = {fact: 'events', subject: subject.trailScope.region} as const
  const known = new Map<string, RotationEvent>()
  await again(context, told, eventsEveryMs, about, async () => {
    const name = historyEventNames[turn % historyEventNames.length]!
    trail.refresh()
    const {events, failure} = await trail.read([name], input.now - lateMs)
    if (failure !== undefined) {
      const denied = failure.action === undefined ? {} : {code: 'ACCESS_DENIED', action: failure.action}
      throw new SecrotError({code: 'LOOKUP_FAILED', message: failure.reason, ...denied})
    }
    turn += 1
    for (const event of events) known.set(event.eventId, event)
    told.take({events: [...known.values()]})
  })
}
