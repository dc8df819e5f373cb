import {newsOf, ownInvocations, type EventFacts, type LoggedInvocation, type LogFacts} from './facts.ts'
import {type Reached, reachedAfterFailure, transition, type RotationState} from './machine.ts'
import {trailDelayMs} from './running.ts'
import type {RotationStep} from './secret.ts'

/** One invocation with the step it ran. `certain` is false where the step follows from the order of calls alone. */
export interface StepRun {
  readonly step: RotationStep
  readonly certain: boolean
  readonly startedAt?: number
  readonly endedAt?: number
  readonly failure?: LoggedInvocation['failure']
}

/** A failed attempt, as the log or, without one, an event tells it. */
export interface FailedAttempt {
  readonly step?: RotationStep
  readonly stepCertain: boolean
  readonly at: number
  readonly source: 'log' | 'event'
  /** Log only. */
  readonly failure?: LoggedInvocation['failure']
  readonly errorMessage?: string
}

/**
 * Tells which step each invocation ran: what the function logged, else what AWS's order of calls makes of it (the next
 * step after a success, createSecret again after a failure). `invocations` are one secret's, oldest first.
 */
export function stepRuns(invocations: readonly LoggedInvocation[]): readonly StepRun[] {
  let expected: RotationStep = 'createSecret'
  return invocations.map(invocation => {
    const {step: logged, startedAt, endedAt, failure} = invocation
    const step = logged ?? expected
    expected = stepAfter(step, failure === undefined)
    return {
      step,
      certain: logged !== undefined,
      ...(startedAt === undefined ? {} : {startedAt}),
      ...(endedAt === undefined ? {} : {endedAt}),
      ...(failure === undefined ? {} : {failure}),
    }
  })
}

/**
 * The steps of the rotation that began at `since`, oldest first. Where the platform writes START, a first invocation
 * without one began before the log was read from, so it was the last step of an earlier rotation.
 */
export function stepRunsSince(log: LogFacts, since: number): readonly StepRun[] {
  const own = ownInvocations(log)
  const cut = log.kind === 'read' && log.platformLines && own[0]?.startedAt === undefined
  return stepRuns(own.slice(cut ? 1 : 0).filter(run => (run.startedAt ?? run.endedAt ?? 0) >= since))
}

/**
 * Failed attempts of the rotation of `versionId`, oldest first, from `since` on. They are counted by the invocations in
 * the log; events are used where there is no log, and are never counted (one or several may stand for an attempt).
 */
export function failedAttempts(
  log: LogFacts,
  events: EventFacts,
  versionId: string | undefined,
  since: number,
): readonly FailedAttempt[] {
  const logged = stepRunsSince(log, since).flatMap(run =>
    run.failure === undefined
      ? []
      : [
          {
            step: run.step,
            stepCertain: run.certain,
            at: run.failure.at,
            source: 'log' as const,
            failure: run.failure,
          },
        ],
  )
  const told = newsOf(events)
    .filter(news => failedNames.has(news.name) && concerns(news.versionId, versionId))
    .map(news => ({
      ...(news.step === undefined ? {} : {step: news.step}),
      stepCertain: news.step !== undefined,
      at: news.at,
      source: 'event' as const,
      ...(news.errorMessage === undefined ? {} : {errorMessage: news.errorMessage}),
    }))
    .reverse()
  return logged.length > 0 ? withStepsFromEvents(logged, told) : told
}

/**
 * How far the pending version got, or undefined when nothing tells. Every failure of every attempt counts, because a
 * target changed by the first attempt stays changed.
 */
export function reachedBy(
  attempts: readonly FailedAttempt[],
  events: EventFacts,
  pending: string,
  startedAt: number | undefined,
  now: number,
): Reached | undefined {
  const failures = attempts.flatMap(attempt => (attempt.step === undefined ? [] : [attempt.step]))
  const stored = newsOf(events).some(news => isWriteOf(news.name, news.errorCode) && news.versionId === pending)
  const before: Reached = stored ? 'stored' : 'empty'
  if (failures.length > 0)
    return failures.reduce<Reached>((reached, step) => reachedAfterFailure(reached, step), before)
  if (stored) return undefined
  // Silence proves an empty version only once the trail has had its time.
  const silence = events.kind === 'read' && startedAt !== undefined && events.since <= startedAt
  return silence && now - startedAt > trailDelayMs ? 'empty' : undefined
}

/** PutSecretValue and UpdateSecret store a value; one that was refused does not. */
export function isWriteOf(name: string, errorCode: string | undefined): boolean {
  return (name === 'PutSecretValue' || name === 'UpdateSecret') && errorCode === undefined
}

const failedNames = new Set(['RotationFailed', 'TestRotationFailed'])

function stepAfter(step: RotationStep, ok: boolean): RotationStep {
  const state: RotationState = {kind: 'rotating', reached: 'empty', next: step}
  const next = transition(state, {kind: 'step', step, ok})
  return next.kind === 'state' && next.state.kind === 'rotating' ? next.state.next : 'createSecret'
}

// An event names the step of a failure, which the log may not; both are of the same moment give or take a few seconds.
function withStepsFromEvents(
  logged: readonly FailedAttempt[],
  told: readonly FailedAttempt[],
): readonly FailedAttempt[] {
  return logged.map(attempt => {
    if (attempt.stepCertain) return attempt
    const event = told.find(news => news.step !== undefined && Math.abs(news.at - attempt.at) <= 30_000)
    return event?.step === undefined ? attempt : {...attempt, step: event.step, stepCertain: true}
  })
}

function concerns(eventVersion: string | undefined, versionId: string | undefined): boolean {
  return eventVersion === undefined || versionId === undefined || eventVersion === versionId
}
