import {EXIT, SecrotError} from '../errors.ts'
import {AWSCURRENT, rotationSteps, type RotationStep} from '../rotation/secret.ts'
import {labelsOf} from '../rotation/staging.ts'
import type {Context} from './context.ts'
import {lackOf, powersOf} from '../rehearse/record.ts'
import {sayRehearsal} from './rehearsal.ts'
import {unsafe} from './secret-refusals.ts'
import {walkByHand} from './step-by-hand.ts'
import {StepRun, type StepListener} from './step-run.ts'
import {lookAtSecret, stepAhead, type StepAhead} from './step-ahead.ts'
import {stepSendActions, type StepRecord} from './step-send.ts'
import {openStepSession, stepSessionActions, trustMissing, type StepSession, type StepWishes} from './step-session.ts'
import type {StepState} from './step-change.ts'
import {targetToAsk} from './step-target.ts'
import {makeTargetRun} from './target-run.ts'

export const stepActions = [...stepSessionActions, ...stepSendActions] as const

export interface StepOptions extends StepWishes {
  /** Where to begin. Absent: createSecret, or setSecret where a value is stored already. */
  readonly from?: RotationStep | undefined
  /** This step alone, without a question of its own. */
  readonly only?: RotationStep | undefined
  /** Up to and with this step, without questions of its own. Absent, and no `only`: somebody is asked at each step. */
  readonly until?: RotationStep | undefined
  /** Answers the plain question before testSecret goes to a function of which no rehearsal says that it is safe. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  readonly dryRun: boolean
  readonly readValues: boolean
  readonly showLogs: boolean
  readonly listener: StepListener
}

export interface StepResult {
  readonly session: StepSession
  /** `partly`: what was wanted went through, and the rotation is not over. */
  readonly outcome: 'planned' | 'declined' | 'finished' | 'partly' | 'failed' | 'unknown' | 'interrupted'
  readonly planned: readonly StepAhead[]
  readonly sent: readonly StepRecord[]
  /** As last seen. */
  readonly now: StepState
}

/**
 * Sends rotation steps of a pending version to the deployed function, one at a time, each after it was shown. Throws what
 * `openStepSession` says, QUESTION_WITHOUT_TERMINAL and USAGE (exit 2), HANDLER_NOT_TRUSTED (exit 3) before anything is
 * sent, STATE_CHANGED, and what AWS refuses Invoke with.
 */
export async function step(context: Context, options: StepOptions): Promise<StepResult> {
  const scripted = options.only ?? options.until
  if (scripted === undefined && !options.dryRun && !context.ask.interactive) throw nobodyChooses()
  const session = await openStepSession(context, options)
  const start = options.only ?? options.from ?? startOf(session)
  const wanted = stepsBetween(start, options.only ?? options.until ?? start)
  if (scripted !== undefined && !options.dryRun) checkTrust(session, wanted, options)
  options.listener.onBegin(session, start)
  // The heading has said it where there is nothing to warn of.
  if (!powersOf(session.rehearsal).resume) sayRehearsal(context, session.function.name, session.rehearsal)
  warnOfRunning(context, session)
  const now = await lookAtSecret(context, session, options.readValues && !options.dryRun)
  if (options.dryRun) return plan(context, session, wanted, now, options.listener)
  const target = makeTargetRun(context, options)
  const run = new StepRun(target, session, {...options, asked: await targetToAsk(target, session, options)}, now)
  const walk = scripted === undefined ? walkByHand(run, start) : walkAlone(context, run, wanted)
  const left = await walk.then(
    () => context.signal.aborted,
    (error: unknown) => isLeft(error, run),
  )
  return {session, outcome: left ? 'interrupted' : outcomeOf(run), planned: [], sent: run.sent, now: run.now}
}

/** Ctrl-C after the first step has a result: what was sent, and what must not be done now. Throws all other errors. */
function isLeft(error: unknown, {sent}: StepRun): true {
  if (error instanceof SecrotError && error.exit === EXIT.interrupted && sent.length > 0) return true
  throw error
}

async function walkAlone(context: Context, run: StepRun, wanted: readonly RotationStep[]): Promise<void> {
  for (const step of wanted) {
    run.announce(step)
    if (!(await run.mayTest(step))) return
    const record = await run.send(step)
    if (record.outcome !== 'ok' || context.signal.aborted) return
  }
}

function plan(
  context: Context,
  session: StepSession,
  wanted: readonly RotationStep[],
  now: StepState,
  listener: StepListener,
): StepResult {
  const planned = wanted.map(each => stepAhead(context, session, each, now))
  for (const ahead of planned) listener.onAhead(ahead, {first: true, missing: trustMissing(session, ahead.step)})
  return {session, outcome: 'planned', planned, sent: [], now}
}

function outcomeOf({session, sent, now}: StepRun): StepResult['outcome'] {
  const last = sent.at(-1)
  if (last === undefined) return 'declined'
  if (last.outcome !== 'ok') return last.outcome
  const current = labelsOf(now.description.staging, session.versionId).includes(AWSCURRENT)
  return current ? 'finished' : 'partly'
}

/** With a value stored createSecret has done its work; what came of the others nobody can see. */
function startOf({presence}: StepSession): RotationStep {
  return presence === 'stored' || presence === 'stored (trail)' ? 'setSecret' : 'createSecret'
}

/** Throws USAGE (exit 2) where the last would come before the first. */
function stepsBetween(from: RotationStep, until: RotationStep): readonly RotationStep[] {
  const steps = rotationSteps.slice(rotationSteps.indexOf(from), rotationSteps.indexOf(until) + 1)
  if (steps.length > 0) return steps
  throw new SecrotError({
    code: 'USAGE',
    message: `--until ${until} comes before ${from}, with which this run begins.`,
    hint: `Send it alone with --only ${until}, or begin with --from ${until}.`,
    exit: EXIT.usage,
  })
}

function warnOfRunning({clock, progress}: Context, {changedLatelyAt}: StepSession): void {
  if (changedLatelyAt === undefined) return
  const seconds = Math.round((clock.now() - changedLatelyAt) / 1000)
  const ago = seconds < 120 ? `${seconds}s` : `${Math.floor(seconds / 60)}m`
  progress.warn(
    `The secret changed ${ago} ago, so AWS may still be sending steps of this rotation itself; two at once may undo each other.`,
  )
}

function nobodyChooses(): SecrotError {
  return new SecrotError({
    code: 'QUESTION_WITHOUT_TERMINAL',
    message: 'Nobody can be asked here which step to send.',
    hint: 'Name it with --only STEP, or the last one with --until STEP; or run the command in a terminal.',
    exit: EXIT.usage,
  })
}

/** Known before the first step is sent, so that no run stops half way for want of a flag. */
function checkTrust(session: StepSession, wanted: readonly RotationStep[], options: StepOptions): void {
  const step = wanted.find(each => trustMissing(session, each) !== undefined)
  if (step === undefined) return
  const {secret, words, function: fn} = session
  const {from, only, until, versionId} = options
  const named = Object.entries({'--from': from, '--only': only, '--until': until, '--version-id': versionId})
  const flags = named.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]))
  const {codeSha256 = 'CODESHA256'} = fn.configuration
  throw unsafe(
    'HANDLER_NOT_TRUSTED',
    `${lackOf(session.rehearsal, fn.name)}, so ${step} of ${secret.description.name} and what belongs to it were not sent.`,
    ['If you know what its code does', ['secrot', 'step', ...words, ...flags, '--trust-handler', codeSha256]],
  )
}
