import {EXIT, SecrotError} from '../errors.ts'
import {AWSCURRENT, type SecretDescription} from '../rotation/secret.ts'
import {holderOf, labelsOf} from '../rotation/staging.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import {mutate} from './mutate.ts'
import {rotateMutation, type RotationPlan} from './rotate-plan.ts'
import {rotateFailure} from './rotate-refusals.ts'
import {follow, type Followed} from './watch-follow.ts'
import {watchFunction} from './watch-function.ts'
import type {WatchListener} from './watch-run.ts'
import {watchSubject, type WatchWishes} from './watch-subject.ts'

export interface RotateWatch extends WatchWishes {
  readonly functionProfile?: string | undefined
  readonly unhide?: (text: string) => string
  readonly listener: WatchListener
  /** Called when the watch is over, however it ended. */
  stop(): void
}

/** Sends one intent at most this often; only a lost reply is sent again, with the same token. */
const mostSends = 3
/** createSecret may have begun a little before the change by which the start is dated. */
const logLeadMs = 60_000
/** A label may become visible some seconds after RotateSecret (user guide, troubleshooting). */
const visibleWithinMs = 10_000

/** Starts what nobody is asked about any more, and follows it to its verdict. Throws what `startRotation` throws. */
export async function startAndFollow(context: Context, plan: RotationPlan, wishes: RotateWatch): Promise<Followed> {
  const {secret, versionId} = plan
  const watched = await watchFunction(context, secret, wishes.functionProfile)
  const {startedAt, description} = await startRotation(context, plan)
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

interface Started {
  readonly startedAt: number
  /** Absent: it could not be read right after the start. */
  readonly description?: SecretDescription
}

/**
 * Sends RotateSecret. A reply that was lost is looked for in the labels before the same token is sent again. Throws
 * STATE_CHANGED, ROTATION_MAYBE_STARTED (exit 1) when nothing tells whether AWS has acted, and what AWS refuses with.
 */
export async function startRotation(context: Context, plan: RotationPlan): Promise<Started> {
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
