import {stepRuns} from '../../rotation/attempts.ts'
import type {RotationStep} from '../../rotation/secret.ts'
import type {Invocation, LogAnswer} from '../invocations.ts'
import {persist} from './persisting.ts'
import type {LogSeen, ReadFailure, WatchState} from './state.ts'

/** Lambda writes REPORT, and CloudWatch Logs shows it, some seconds after a time limit was reached. */
const reportDelayMs = 60_000
/** Lambda's longest time limit (Lambda quotas), where the function's own is not known. */
const longestTimeoutMs = 900_000

/** What one more read of the log adds. */
export function seeLog(seen: LogSeen, answer: LogAnswer, alone: boolean, at: number): LogSeen {
  if (answer.kind !== 'read') {
    const action = answer.kind === 'denied' ? {action: answer.action} : {}
    return missLog(seen, {reason: answer.reason, denied: answer.kind === 'denied', gone: false, ...action}, at)
  }
  // An environment that starts (INIT) belongs to the request that follows; until its START is written it has no id. It is
  // still going on, so it is in each answer anew (`logSince`), then with its id.
  const invocations = new Map([...seen.invocations].filter(([, found]) => found.requestId !== ''))
  for (const found of answer.invocations) {
    const key = `${found.stream} ${found.requestId}`
    invocations.set(key, merged(invocations.get(key), found))
  }
  const {unread: _, ...rest} = seen
  return {
    ...rest,
    readAt: answer.readAt,
    platformLines: answer.platformLines,
    complete: !answer.cutOff,
    alone,
    invocations,
  }
}

/** The log could not be read. What was seen before stays. */
export function missLog(seen: LogSeen, failure: ReadFailure, at: number): LogSeen {
  return {...seen, unread: {...failure, ...persist(seen.unread, true, at, at)!}}
}

/** A later read may begin in the middle of an invocation that is known whole; nothing that was seen is unseen. */
function merged(known: Invocation | undefined, found: Invocation): Invocation {
  if (known === undefined) return found
  return {
    ...known,
    ...found,
    belongsToSecret: known.belongsToSecret || found.belongsToSecret,
    shown: known.shown.length > found.shown.length ? known.shown : found.shown,
    hiddenCharacters: Math.max(known.hiddenCharacters, found.hiddenCharacters),
    ...(known.ownText !== undefined && known.ownText.length > (found.ownText?.length ?? 0)
      ? {ownText: known.ownText}
      : {}),
  }
}

/** One invocation of this rotation with its place in the order of steps. */
export interface Run {
  readonly invocation: Invocation
  /** Absent: only some of the invocations are seen (log level WARN, shared function), so their order says nothing. */
  readonly step?: RotationStep
  readonly certain: boolean
  readonly outcome: 'ok' | 'failed' | 'running'
  /** From 1. */
  readonly attempt: number
}

/**
 * This rotation's invocations, oldest first, with step and attempt. A failed event of the same moment makes an inferred
 * step certain. Nothing of a shared function that names no secret is in here.
 */
export function runsOf(state: WatchState): readonly Run[] {
  const known = runsByState.get(state)
  if (known !== undefined) return known
  const runs = findRuns(state)
  runsByState.set(state, runs)
  return runs
}

/** A state never changes, and a dozen questions about one begin with its runs. */
const runsByState = new WeakMap<WatchState, readonly Run[]>()

function findRuns(state: WatchState): readonly Run[] {
  const {log, subject} = state
  const own = [...log.invocations.values()]
    .filter(invocation => invocation.belongsToSecret && endOf(invocation) >= subject.startedAt)
    .filter(invocation => log.platformLines || invocation.failure !== undefined)
    .toSorted((a, b) => beginOf(a) - beginOf(b))
  const steps = stepRuns(own)
  // Where some of the function's invocations may be this secret's and some are known to be, the order tells no step.
  const ordered = log.platformLines && isTied(state)
  let attempt = 1
  return own.map((invocation, index) => {
    const run = {
      invocation,
      attempt,
      outcome: outcomeOf(invocation),
      ...stepOf(state, invocation, ordered ? steps[index]!.step : undefined),
    }
    if (run.outcome === 'failed') attempt += 1
    return run
  })
}

/** The runs that may be told in order: an invocation without REPORT holds back what follows, but only within its bound. */
export function finishedRuns(state: WatchState): readonly Run[] {
  const boundMs = (state.subject.functionTimeoutMs ?? longestTimeoutMs) + reportDelayMs
  const runs = runsOf(state)
  const open = runs.findIndex(run => run.outcome === 'running' && state.now < beginOf(run.invocation) + boundMs)
  return runs.slice(0, open === -1 ? undefined : open).filter(run => run.outcome !== 'running')
}

/** Invocations of a shared function that name no secret. They decide nothing. */
export function othersOf(state: WatchState): readonly Invocation[] {
  return [...state.log.invocations.values()]
    .filter(invocation => !invocation.belongsToSecret && endOf(invocation) >= state.subject.startedAt)
    .toSorted((a, b) => beginOf(a) - beginOf(b))
}

/** Every invocation since the start is known to be this secret's or somebody else's. */
export function isTied(state: WatchState): boolean {
  return state.log.alone || othersOf(state).length === 0
}

/** START, or the first line that was seen. */
export function beginOf(invocation: Invocation): number {
  return invocation.startedAt ?? invocation.shown[0]?.at ?? invocation.failure?.at ?? invocation.endedAt ?? 0
}

/** REPORT, or the failure where the platform's lines are left out; without an end it is still going on. */
export function endOf(invocation: Invocation): number {
  return invocation.endedAt ?? invocation.failure?.at ?? Infinity
}

function outcomeOf(invocation: Invocation): Run['outcome'] {
  if (invocation.failure !== undefined) return 'failed'
  return invocation.endedAt === undefined ? 'running' : 'ok'
}

function stepOf(
  state: WatchState,
  invocation: Invocation,
  inferred: RotationStep | undefined,
): {step?: RotationStep; certain: boolean} {
  const told = invocation.step ?? namedByEvent(state, invocation)
  if (told !== undefined) return {step: told, certain: true}
  return inferred === undefined ? {certain: false} : {step: inferred, certain: false}
}

/** AWS writes the event right after the failed step; an attempt that failed soon after has an event of its own. */
function namedByEvent(state: WatchState, {failure}: Invocation): RotationStep | undefined {
  if (failure === undefined) return undefined
  const events = [...state.events.events.values()].map(({event}) => event)
  return events.find(event => event.step !== undefined && Math.abs(event.at - failure.at) <= 3000)?.step
}
