import type {TargetKind} from '../doctor/facts.ts'
import {SecrotError} from '../errors.ts'
import {AWSCURRENT, type RotationStep} from '../rotation/secret.ts'
import {labelsOf} from '../rotation/staging.ts'
import type {Context} from './context.ts'
import {seeLabels} from './see-labels.ts'
import {invokeStepActions, type StepSent} from './invoke-step.ts'
import {mutate, mutateActions} from './mutate.ts'
import type {Mutation} from './mutation.ts'
import {lookAtSecret, stepAhead, type StepAhead, stepLookActions} from './step-ahead.ts'
import {changeBetween, type StepChange, type StepState} from './step-change.ts'
import {handSentMutation} from './step-mutation.ts'
import type {StepSession} from './step-session.ts'
import {askAfterStep, notAskedTarget, type StepTarget, stepTargetActions} from './step-target.ts'
import type {TargetRun} from './target-run.ts'

export const stepSendActions = [
  ...mutateActions,
  ...invokeStepActions,
  ...stepLookActions,
  ...stepTargetActions,
  'lambda:GetFunctionConfiguration',
] as const

/** A step that was sent. */
export interface StepRecord extends StepAhead {
  /** `unknown`: no reply came, the function may go on. */
  readonly outcome: 'ok' | 'failed' | 'unknown'
  readonly startedAt: number
  /** Absent: no reply came. */
  readonly sent?: StepSent
  /** finishSecret ended without error, and AWSCURRENT did not move. */
  readonly withoutEffect: boolean
  /** Absent: nobody could look any more. */
  readonly change?: StepChange
  /** Absent: nobody could look any more. */
  readonly target?: StepTarget
  /** It was sent before in this run. */
  readonly again: boolean
}

export interface SendOptions {
  readonly showLogs: boolean
  readonly readsValues: boolean
  readonly again: boolean
  /** Values that were read in this run are masked in what the function wrote. */
  readonly run: TargetRun
  /** Who is asked afterwards. Absent: nobody. */
  readonly target: TargetKind | undefined
  /** Key of the digests by which values are compared. */
  readonly digestKey: Uint8Array
}

/**
 * Sends one step through the door, waits for its answer and looks what it changed. Throws STATE_CHANGED (exit 3) when
 * labels, rotation or the function's code are no longer as they were shown, and what AWS refuses Invoke with.
 */
export async function sendOne(
  context: Context,
  session: StepSession,
  step: RotationStep,
  before: StepState,
  options: SendOptions,
): Promise<{readonly record: StepRecord; readonly now: StepState}> {
  const ahead = stepAhead(context, session, step, before)
  const startedAt = context.clock.now()
  const mutation = handSentMutation(context, session, ahead, before, options.showLogs)
  const outcome = await mutate(context, whileSaid(context, step, mutation), {shown: true})
  const reply = outcome.kind === 'done' ? outcome.result : undefined
  const common = {...ahead, startedAt, again: options.again}
  const ended = reply === undefined ? 'unknown' : reply.ok ? 'ok' : 'failed'
  const looked = await lookAfter(context, session, step, reply?.ok === true, options)
  // What was not looked at can neither be compared nor masked.
  if (looked === undefined)
    return {record: {...common, outcome: ended, withoutEffect: false, ...shownOf(reply)}, now: before}
  const {now, target} = looked
  keepValues(options.run, before, now)
  const isCurrent = labelsOf(now.description.staging, session.versionId).includes(AWSCURRENT)
  const withoutEffect = step === 'finishSecret' && reply?.ok === true && !isCurrent
  const change = changeBetween(before, now, options.digestKey)
  const record = {...common, withoutEffect, change, target, ...shownOf(reply, options.run)}
  return {record: {...record, outcome: withoutEffect ? 'failed' : ended}, now}
}

/** It is said to run once it is sent, and no longer than somebody waits for it. */
function whileSaid(context: Context, step: RotationStep, mutation: Mutation<StepSent>): Mutation<StepSent> {
  const {progress} = context
  return {
    ...mutation,
    async send(mutations) {
      progress.activity(`${step} runs`)
      try {
        return await mutation.send(mutations)
      } finally {
        progress.activity('')
      }
    },
  }
}

function keepValues(run: TargetRun, ...states: readonly StepState[]): void {
  for (const {value} of states) if (value?.kind === 'read' && value.value !== undefined) run.keep(value.value.value)
}

/** Without `run` nothing of the function's own text is shown. */
function shownOf(reply: StepSent | undefined, run?: TargetRun): {readonly sent?: StepSent} {
  if (reply === undefined) return {}
  const {ownText, ...sent} = reply
  if (ownText === undefined || run === undefined) return {sent}
  const mask = (text: string): string => run.mask(text)
  return {sent: {...sent, ownText: ownText.map(mask)}}
}

/** undefined: it was sent, and nobody could look any more; why is said, and the record of the step is kept. */
async function lookAfter(
  context: Context,
  session: StepSession,
  step: RotationStep,
  ok: boolean,
  {readsValues, run, target}: SendOptions,
): Promise<{readonly now: StepState; readonly target: StepTarget} | undefined> {
  if (context.signal.aborted) return undefined
  try {
    const now = await afterwards(context, session, step, ok, readsValues)
    const asked = target === undefined ? notAskedTarget(run, session) : askAfterStep(run, session, target, now)
    return {now, target: await asked}
  } catch (error) {
    if (!(error instanceof SecrotError)) throw error
    if (!context.signal.aborted) context.progress.warn(`Nobody could look what ${step} changed: ${error.message}`)
    return undefined
  }
}

/** A label may become visible some seconds later (user guide, troubleshooting), so finishSecret is looked for. */
async function afterwards(
  context: Context,
  session: StepSession,
  step: RotationStep,
  ok: boolean,
  readsValues: boolean,
): Promise<StepState> {
  if (step === 'finishSecret' && ok) {
    await seeLabels(context, session.secret.arn, ({staging}) =>
      labelsOf(staging, session.versionId).includes(AWSCURRENT),
    )
  }
  return lookAtSecret(context, session, readsValues)
}
