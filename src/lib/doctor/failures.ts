import type {FunctionFailure, Invocation} from '../history/invocations.ts'
import {stepRuns} from '../rotation/attempts.ts'
import type {RotationStep} from '../rotation/secret.ts'
import {type FreshStep, type RootError, type SecretFacts, valueOf} from './facts.ts'
import {changedAfter} from './rotate-block.ts'

/** What the newest invocation of this secret's function ended with, and how often it ended like that. */
export interface StepFailures {
  readonly step?: RotationStep
  readonly at: number
  readonly count: number
  readonly text: string
  readonly durationMs?: number
  /** Sent in this run: such proof blocks, one from the past does not. */
  readonly fresh: boolean
}

export interface OwnInvocation extends Invocation {
  /** Logged, or named by the failure event of the same moment, or what AWS's order of calls makes of it. */
  readonly step: RotationStep
  readonly certain: boolean
}

/** An event and a log line of one failure carry the same moment, give or take the trail's seconds. */
const SAME_MOMENT_MS = 30_000

/** Invocations that certainly are this secret's, oldest first, each with its step. */
export function ownInvocations(facts: SecretFacts): readonly OwnInvocation[] {
  const own = (valueOf(facts.log)?.invocations ?? []).filter(invocation => invocation.belongsToSecret)
  const events = valueOf(facts.events)?.events ?? []
  return stepRuns(own).map((run, index) => {
    const invocation = own[index]!
    const at = invocation.failure?.at
    const event = events.find(
      other => other.step !== undefined && at !== undefined && Math.abs(other.at - at) <= SAME_MOMENT_MS,
    )
    if (run.certain || event?.step === undefined) return {...invocation, step: run.step, certain: run.certain}
    return {...invocation, step: event.step, certain: true}
  })
}

/**
 * The failures that still stand: the newest invocation ended with one of these kinds, and neither did the function change
 * later nor did a step that this run sent pass. Such a proof expires; a finding on it says when it was seen.
 */
export function lastFailures(facts: SecretFacts, kinds: readonly FunctionFailure['kind'][]): StepFailures | undefined {
  const sent = facts.freshSteps.at(-1)
  if (sent !== undefined) return freshFailure(sent, kinds)
  const own = ownInvocations(facts)
  const newest = own.at(-1)
  const failure = newest?.failure
  if (newest === undefined || failure === undefined || !kinds.includes(failure.kind)) return undefined
  if (changedAfter(facts, failure.at)) return undefined
  const since = facts.pending?.createdAt ?? 0
  const same = own.filter(
    other => other.failure?.kind === failure.kind && other.step === newest.step && other.failure.at >= since,
  )
  return {
    step: newest.step,
    at: failure.at,
    count: same.length,
    text: failure.text,
    ...(newest.durationMs === undefined ? {} : {durationMs: newest.durationMs}),
    fresh: false,
  }
}

function freshFailure(sent: FreshStep, kinds: readonly FunctionFailure['kind'][]): StepFailures | undefined {
  if (sent.ok || sent.failure === undefined || !kinds.includes(sent.failure.kind)) return undefined
  return {step: sent.step, at: sent.at, count: 1, text: sent.failure.text, fresh: true}
}

/** Invocations of the attempt that ended with `failures`, before its last step. */
export function stepsBefore(facts: SecretFacts, failures: StepFailures): readonly OwnInvocation[] {
  return ownInvocations(facts).filter(
    invocation => invocation.failure === undefined && (invocation.startedAt ?? 0) < failures.at,
  )
}

/** A step that said it was done and was not: createSecret without a value, finishSecret without the move. */
export function finishedWithoutEffect(
  facts: SecretFacts,
): {readonly step: RotationStep; readonly at: number; readonly fresh: boolean} | undefined {
  const {pending} = facts
  const sent = facts.freshSteps.at(-1)
  if (sent !== undefined) return sent.withoutEffect === true ? {step: sent.step, at: sent.at, fresh: true} : undefined
  if (pending === undefined || facts.running.value !== 'no') return undefined
  const ended = ownInvocations(facts).filter(
    invocation =>
      invocation.certain &&
      invocation.failure === undefined &&
      invocation.endedAt !== undefined &&
      (invocation.startedAt ?? 0) >= (pending.createdAt ?? 0),
  )
  const idle = ended.findLast(
    invocation =>
      invocation.step === 'finishSecret' || (invocation.step === 'createSecret' && pending.value === 'empty'),
  )
  if (idle?.endedAt === undefined || changedAfter(facts, idle.endedAt)) return undefined
  return {step: idle.step, at: idle.endedAt, fresh: false}
}

/** The failure that stopped the newest attempt: what the log says, else what the event says. */
export function rootErrorOf(facts: Omit<SecretFacts, 'rootError'>): RootError | undefined {
  const logged = ownInvocations(facts).findLast(invocation => invocation.failure !== undefined)
  const told = valueOf(facts.events)?.events.find(
    event => event.name === 'RotationFailed' || event.name === 'TestRotationFailed',
  )
  if (logged?.failure !== undefined && logged.failure.at >= (told?.at ?? 0) - SAME_MOMENT_MS)
    return {at: logged.failure.at, step: logged.step, failure: logged.failure, text: logged.failure.text, source: 'log'}
  if (told === undefined) return undefined
  return {
    at: told.at,
    ...(told.step === undefined ? {} : {step: told.step}),
    text: told.step === undefined ? 'AWS gives no reason' : `its log does not say why (${told.name})`,
    source: 'events',
  }
}
