import {reachedAfterFailure, type Reached} from '../../rotation/machine.ts'
import type {RotationStep} from '../../rotation/secret.ts'
import type {TargetRisk} from './ends.ts'
import {lasting} from './persisting.ts'
import {eventsCertainUntil, seenEvents} from './see-events.ts'
import {beginOf, endOf, isTied, runsOf, type Run} from './see-log.ts'
import type {WatchState} from './state.ts'

/** A failed attempt as the log or, without one, an event tells it. */
export interface SeenFailure {
  readonly at: number
  readonly step?: RotationStep
  readonly text?: string
  /** Absent: an event tells it, and events are never counted (uncertainty U27). */
  readonly run?: Run
}

/** Failures in the log and in events, oldest first. */
export function failuresOf(state: WatchState): readonly SeenFailure[] {
  const logged = failedRuns(state).map(run => ({
    at: endOf(run.invocation),
    run,
    ...(run.step === undefined ? {} : {step: run.step}),
    ...(run.invocation.failure === undefined ? {} : {text: run.invocation.failure.text}),
  }))
  const told = seenEvents(state, 'RotationFailed', 'TestRotationFailed').map(event => ({
    at: event.at,
    ...(event.step === undefined ? {} : {step: event.step}),
  }))
  return [...logged, ...told].toSorted((a, b) => a.at - b.at)
}

export function failedRuns(state: WatchState): readonly Run[] {
  return runsOf(state).filter(run => run.outcome === 'failed')
}

/** The newest failure, if nothing newer says that the rotation went on. */
export function standingFailure(state: WatchState): SeenFailure | undefined {
  const failure = failuresOf(state).at(-1)
  if (failure === undefined) return undefined
  const begun = runsOf(state).some(run => beginOf(run.invocation) > failure.at)
  const started = seenEvents(state, 'RotationStarted', 'TestRotationStarted').some(event => event.at > failure.at)
  return begun || started ? undefined : failure
}

/** The newest START, REPORT, event or label change: from here on it has been quiet. */
export function lastSignAt(state: WatchState): number {
  const runs = runsOf(state).flatMap(({invocation}) => [beginOf(invocation), invocation.endedAt ?? 0])
  const events = [...state.events.events.values()].map(({event}) => event.at)
  return Math.max(state.subject.startedAt, ...state.labels.changes, ...runs, ...events)
}

/** The log would show a START: it was read whole, has the platform's lines, and they can be tied to this secret. */
export function logTells(state: WatchState): boolean {
  const {log} = state
  return log.unread === undefined && log.readAt !== undefined && log.platformLines && log.complete && isTied(state)
}

/** The last failure that may matter in `risk`; what a target took once it keeps. */
export function riskOf(state: WatchState): TargetRisk {
  const runs = runsOf(state)
  const steps = failuresOf(state).flatMap(failure => (failure.step === undefined ? [] : [failure.step]))
  const ended = runs.filter(run => run.outcome === 'ok').map(run => run.step)
  if (ended.some(step => step === 'setSecret' || step === 'testSecret' || step === 'finishSecret')) return 'set'
  const reached = steps.reduce<Reached>((before, step) => reachedAfterFailure(before, step), 'empty')
  if (reached === 'set' || reached === 'tested') return 'set'
  const setRuns = runs.some(run => run.step === 'setSecret')
  if (reached === 'maybe-set' || setRuns) return 'maybe'
  return logTells(state) || steps.length > 0 ? 'no' : 'unseen'
}

/** Nobody can see a step begin: what the log and the events cannot tell now, they will not tell later either. */
export function blind(state: WatchState): boolean {
  const {log, events} = state
  const logLost = log.unread === undefined ? log.readAt !== undefined && !logTells(state) : lasting(log.unread)
  return logLost && lasting(events.unread)
}

/**
 * It is certain that nothing followed up to `at`. The log tells where it showed the failure; a failure that only an event
 * tells of (the function could not even be invoked) may be followed by others that no log shows, so there the events must.
 */
export function quietUntil(state: WatchState, failure: SeenFailure, at: number): boolean {
  if (logTells(state) && failedRuns(state).length > 0) return (state.log.readAt ?? 0) >= at + logDelayMs
  const certain = eventsCertainUntil(state, ['RotationFailed', 'RotationStarted'])
  return certain !== undefined && certain >= Math.max(at, failure.at)
}

/** CloudWatch Logs shows a line some seconds after it was written (aws-behaviour section 9). */
const logDelayMs = 15_000
