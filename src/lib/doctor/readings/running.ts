import type {RotationEvent} from '../../history/events.ts'
import type {EventFacts as Told, LogFacts as Logged} from '../../rotation/facts.ts'
import {newestServiceEvent, type StepRunning, stepRunning} from '../../rotation/running.ts'
import type {SecretDescription} from '../../rotation/secret.ts'
import {type EventFacts, type Fact, type LogFacts, type Proof, type RunningFacts, valueOf} from '../facts.ts'

export interface RunningInput {
  readonly now: number
  readonly description: SecretDescription
  readonly events: Fact<EventFacts>
  readonly log: Fact<LogFacts>
  /** Absent: not read; 15 minutes are assumed. */
  readonly functionTimeoutMs?: number
  /** The target takes the pending value and rejects the current one. */
  readonly consumersDownPendingLive: boolean
  readonly assumeIdle: boolean
}

const LONGEST_TIMEOUT_MS = 15 * 60_000

/**
 * Whether a step may run. Bounded: without a new sign it is no longer yes after `until`. While consumers are down and the
 * pending value works, silence of the log for one time limit makes a yes a question mark: a late retry returns early for
 * a token that is current.
 */
export function runningOf(input: RunningInput): RunningFacts {
  const found = stepRunning({
    now: input.now,
    description: input.description,
    events: toldOf(input.events),
    log: loggedOf(input.log),
    ...(input.functionTimeoutMs === undefined ? {} : {functionTimeoutMs: input.functionTimeoutMs}),
  })
  if (found.kind === 'no') return {value: 'no', why: 'no step runs', proof: idleProof(input), actions: []}
  const quiet = found.kind === 'yes' && input.consumersDownPendingLive && silentForOneLimit(input)
  if (found.kind === 'yes' && !quiet)
    return {value: 'yes', until: found.until, why: yesWhy(found), proof: yesProof(found), actions: []}
  if (input.assumeIdle)
    return {
      value: 'no',
      why: 'you said that no step runs',
      proof: [{text: 'you said so (--attest idle)', source: 'attested', at: input.now}],
      actions: [],
      attested: true,
    }
  const why = quiet
    ? 'no step was started within one time limit, yet AWS may try again'
    : 'nothing tells whether a step still runs'
  return {value: '?', why, proof: idleProof(input), actions: missingActions(input)}
}

function yesWhy(found: Extract<StepRunning, {kind: 'yes'}>): string {
  return found.open === undefined
    ? 'something changed so lately that a step may still run'
    : 'a step was started and has not ended'
}

function yesProof(found: Extract<StepRunning, {kind: 'yes'}>): readonly Proof[] {
  if (found.open?.startedAt !== undefined)
    return [{text: 'START without REPORT', source: 'log', at: found.open.startedAt}]
  return [{text: 'last sign', source: 'labels', at: found.lastSignAt}]
}

/** The newest event, and since when the log is silent. */
function idleProof(input: RunningInput): readonly Proof[] {
  const news = valueOf(input.events)?.events ?? []
  const newest = newestServiceEvent(news) as RotationEvent | undefined
  const last = lastLoggedAt(input.log)
  return [
    ...(newest === undefined ? [] : [{text: newest.name, source: 'events', at: newest.at} as const]),
    ...(last === undefined ? [] : [{text: 'no log line since', source: 'log', at: last} as const]),
  ]
}

function lastLoggedAt(log: Fact<LogFacts>): number | undefined {
  const own = (valueOf(log)?.invocations ?? []).filter(invocation => invocation.belongsToSecret)
  const times = own.map(invocation => invocation.endedAt ?? invocation.startedAt).filter(at => at !== undefined)
  return times.length === 0 ? undefined : Math.max(...times)
}

function silentForOneLimit(input: RunningInput): boolean {
  const log = valueOf(input.log)
  if (log === undefined || !log.platformLines) return false
  const limit = input.functionTimeoutMs ?? LONGEST_TIMEOUT_MS
  const own = log.invocations.filter(invocation => invocation.belongsToSecret)
  return own.every(invocation => input.now - (invocation.startedAt ?? 0) > limit)
}

function missingActions(input: RunningInput): readonly string[] {
  return [input.events, input.log].flatMap(fact =>
    fact.kind === 'unknown' && fact.action !== undefined ? [fact.action] : [],
  )
}

/** Facts of the doctor in the form that the verdicts read. */
export function toldOf(events: Fact<EventFacts>): Told {
  if (events.kind === 'known')
    return {kind: 'read', since: events.value.since, names: events.value.names, events: events.value.events}
  return events.action === undefined
    ? {kind: 'failed', reason: events.reason}
    : {kind: 'denied', action: events.action, reason: events.reason}
}

export function loggedOf(log: Fact<LogFacts>): Logged {
  if (log.kind === 'known') return {kind: 'read', cutOff: false, ...log.value}
  return log.action === undefined
    ? {kind: 'failed', reason: log.reason}
    : {kind: 'denied', action: log.action, reason: log.reason}
}
