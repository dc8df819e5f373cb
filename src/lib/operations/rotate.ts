import {EXIT, SecrotError} from '../errors.ts'
import {holderOf, labelsOf} from '../rotation/staging.ts'
import {AWSCURRENT, type SecretDescription} from '../rotation/secret.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import {mutate, mutateActions} from './mutate.ts'
import {resolveSecret, resolveSecretActions} from './resolve-secret.ts'
import {planRotation, rotateMutation, type RotationPlan} from './rotate-plan.ts'
import {rotateFailure, rotateRefusal} from './rotate-refusals.ts'
import {follow, followActions, type Followed} from './watch-follow.ts'
import {watchFunction} from './watch-function.ts'
import type {WatchListener} from './watch-run.ts'
import {watchSubject, type WatchWishes} from './watch-subject.ts'

export const rotateActions = [
  ...resolveSecretActions,
  ...mutateActions,
  ...followActions,
  'secretsmanager:RotateSecret',
] as const

export interface RotateOptions {
  readonly secretId: string
  /** Answers the question whether to start. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  /** Finding ids that were allowed on the command line; `rotation-off` lets a rotation that is off be switched on. */
  readonly allow: readonly string[]
  readonly dryRun: boolean
  /** Called once it is about to start, when nobody is asked any more. Absent: returns once the rotation has started. */
  readonly watch?: (() => RotateWatch) | undefined
  /** Whoever asked has said that the function was never rehearsed. Absent: it is said here. */
  readonly rehearsalSaid?: boolean
  /** The plan, before anything is asked or sent. */
  readonly onPlan: (plan: RotationPlan) => void
}

export interface RotateWatch extends WatchWishes {
  readonly functionProfile?: string | undefined
  readonly unhide?: (text: string) => string
  readonly listener: WatchListener
  /** Called when the watch is over, however it ended. */
  stop(): void
}

export interface RotateResult {
  readonly plan: RotationPlan
  readonly outcome: 'planned' | 'declined' | 'started'
  /** With `watch`, once it has started. */
  readonly watched?: Followed
}

/** Sends one intent at most this often; only a lost reply is sent again, with the same token. */
const mostSends = 3
/** createSecret may have begun a little before the change by which the start is dated. */
const logLeadMs = 60_000
/** A label may become visible some seconds after RotateSecret (user guide, troubleshooting). */
const visibleWithinMs = 10_000

/**
 * Plans, shows, asks, starts and, if wanted, follows one rotation. Throws what `rotateRefusal` says, STATE_CHANGED,
 * ROTATION_MAYBE_STARTED (exit 1) when no reply came and nothing tells whether AWS has acted, and what AWS refuses with.
 */
export async function rotate(context: Context, options: RotateOptions): Promise<RotateResult> {
  const secret = await resolveSecret(context, options.secretId)
  const refusal = rotateRefusal(context, secret)
  if (refusal !== undefined) throw refusal
  const plan = planRotation(context, secret, options.secretId, await context.caller(secret.scope))
  options.onPlan(plan)
  if (options.rehearsalSaid !== true) warnOfFunction(context, plan.functionName)
  if (options.dryRun) return {plan, outcome: 'planned'}
  if (!(await mayStart(context, plan, options))) return {plan, outcome: 'declined'}
  const wishes = options.watch?.()
  if (wishes === undefined) {
    await start(context, plan)
    return {plan, outcome: 'started'}
  }
  try {
    return {plan, outcome: 'started', watched: await startAndFollow(context, plan, wishes)}
  } finally {
    wishes.stop()
  }
}

async function startAndFollow(context: Context, plan: RotationPlan, wishes: RotateWatch): Promise<Followed> {
  const {secret, versionId} = plan
  const watched = await watchFunction(context, secret, wishes.functionProfile)
  const {startedAt, description} = await start(context, plan)
  const subject = watchSubject(context, secret, watched, {versionId, startedAt, startedHere: true}, wishes)
  return follow(context, {
    secret,
    subject,
    function: watched,
    logSince: startedAt - logLeadMs,
    first: description === undefined ? [] : [{kind: 'labels', at: context.clock.now(), description}],
    ...(wishes.unhide === undefined ? {} : {unhide: wishes.unhide}),
    listener: wishes.listener,
  })
}

/** Nothing is known of a function before it was rehearsed; that is said before it is started (product.md, promise 1). */
export function warnOfFunction(context: Context, functionName: string | undefined): void {
  if (functionName === undefined) return
  context.progress.warn(`${functionName} was never rehearsed: what it does inside its own steps is its own.`)
}

async function mayStart(context: Context, plan: RotationPlan, options: RotateOptions): Promise<boolean> {
  const answer = options.yes === true ? true : undefined
  if (plan.switchesOn) {
    const message = `Rotation of ${plan.secret.description.name} is off. Switch its schedule on again?`
    const allowed = options.allow.includes('rotation-off') ? true : undefined
    if (!(await context.ask.confirm({message, answeredBy: '--allow rotation-off', answer: allowed}))) return false
  }
  return context.ask.confirm({message: 'Start the rotation?', answeredBy: '--yes', answer})
}

interface Started {
  readonly startedAt: number
  /** Absent: it could not be read right after the start. */
  readonly description?: SecretDescription
}

/** Sends RotateSecret. A reply that was lost is looked for in the labels before the same token is sent again. */
async function start(context: Context, plan: RotationPlan): Promise<Started> {
  const {versionId} = plan
  for (let sends = 1; ; sends += 1) {
    const sentAt = context.clock.now()
    const outcome = await mutate(context, rotateMutation(context, plan), {shown: true}).catch((error: unknown) => {
      throw rotateFailure(context, plan.secret, error)
    })
    const description = await look(context, plan, outcome.kind === 'unknown' ? visibleWithinMs : 0)
    const seen = description !== undefined && labelsOf(description.staging, versionId).length > 0
    if (outcome.kind !== 'unknown') return startedOf(sentAt, versionId, seen ? description : undefined)
    if (seen) return startedOf(sentAt, versionId, description)
    if (description === undefined || sends === mostSends) throw maybeStarted(context, plan, outcome.error)
    context.progress.warn(`No reply to RotateSecret, and AWSPENDING is not on ${versionId}: sending it again.`)
  }
}

/**
 * By AWS's clock where the labels tell: the secret changed when AWSPENDING came onto the version. Once the version is
 * current, a later change hides that time, and our own clock has to do.
 */
function startedOf(sentAt: number, versionId: string, description: SecretDescription | undefined): Started {
  if (description === undefined) return {startedAt: sentAt}
  const pending = holderOf(description.staging, AWSCURRENT) !== versionId
  const changedAt = description.lastChangedAt ?? sentAt
  return {startedAt: pending ? changedAt : Math.min(changedAt, sentAt), description}
}

/**
 * The labels, read until the version shows or `withinMs` have passed; undefined when they cannot be read. The rotation may
 * run by now, so nothing that goes wrong here, not even an interrupt, may hide that from whoever started it.
 */
async function look(context: Context, plan: RotationPlan, withinMs: number): Promise<SecretDescription | undefined> {
  const {secret, versionId} = plan
  const until = context.clock.now() + withinMs
  try {
    for (;;) {
      const description = await context.aws(secret.scope).secrets.describe(secret.arn, {signal: context.signal})
      if (labelsOf(description.staging, versionId).length > 0 || context.clock.now() >= until) return description
      await context.clock.sleep(2000, context.signal)
    }
  } catch (error) {
    if (error instanceof SecrotError) return undefined
    throw error
  }
}

function maybeStarted(context: Context, {secret, versionId, words}: RotationPlan, cause: SecrotError): SecrotError {
  const {name} = secret.description
  return new SecrotError({
    code: 'ROTATION_MAYBE_STARTED',
    message: `No reply came to RotateSecret of ${name} (version ${versionId}); it may have started. ${cause.message}`,
    hint: `See: ${shellCommand(['secrot', 'watch', ...words, '--version-id', versionId])}`,
    exit: context.signal.aborted ? EXIT.interrupted : EXIT.failed,
    cause,
  })
}
