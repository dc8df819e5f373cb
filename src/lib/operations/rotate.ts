import type {Context, Question} from './context.ts'
import {mutateActions} from './mutate.ts'
import {rehearsalActions, rehearsalOfSecret, sayRehearsal} from './rehearsal.ts'
import {resolveSecret, resolveSecretActions} from './resolve-secret.ts'
import {planRotation, type RotationPlan} from './rotate-plan.ts'
import {rotateRefusal} from './rotate-refusals.ts'
import {startAndFollow, startRotation, type RotateWatch} from './rotate-start.ts'
import {followActions, type Followed} from './watch-follow.ts'
import {cancelText, whoCancelled, whoCancelledActions} from './who-cancelled.ts'

export const rotateActions = [
  ...resolveSecretActions,
  ...mutateActions,
  ...followActions,
  ...whoCancelledActions,
  ...rehearsalActions,
  'secretsmanager:RotateSecret',
] as const

export interface RotateOptions {
  readonly secretId: string
  /** Answers the question whether to start. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  /** Asked in place of the question whether to start. Absent: that one. */
  readonly question?: Question
  /** Finding ids that were allowed on the command line; `rotation-off` lets a rotation that is off be switched on. */
  readonly allow: readonly string[]
  readonly dryRun: boolean
  /** Called once it is about to start, when nobody is asked any more. Absent: returns once the rotation has started. */
  readonly watch?: (() => RotateWatch) | undefined
  /** Absent: a function of another account is asked as the configuration says. */
  readonly functionProfile?: string | undefined
  /** Whoever asked has said whether the function was rehearsed. Absent: it is said here. */
  readonly rehearsalSaid?: boolean
  /** The plan, before anything is asked or sent. */
  readonly onPlan: (plan: RotationPlan) => void
}

export interface RotateResult {
  readonly plan: RotationPlan
  readonly outcome: 'planned' | 'declined' | 'started'
  /** With `watch`, once it has started. */
  readonly watched?: Followed
}

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
  if (options.rehearsalSaid !== true)
    sayRehearsal(context, plan.functionName, await rehearsalOfSecret(context, secret, options.functionProfile))
  if (options.dryRun) return {plan, outcome: 'planned'}
  if (!(await mayStart(context, plan, options))) return {plan, outcome: 'declined'}
  const wishes = options.watch?.()
  if (wishes === undefined) {
    await startRotation(context, plan)
    return {plan, outcome: 'started'}
  }
  try {
    return {plan, outcome: 'started', watched: await startAndFollow(context, plan, wishes)}
  } finally {
    wishes.stop()
  }
}

async function mayStart(context: Context, plan: RotationPlan, options: RotateOptions): Promise<boolean> {
  const answer = options.yes === true ? true : undefined
  if (plan.switchesOn) {
    const answeredBy = '--allow rotation-off'
    const allowed = options.allow.includes('rotation-off')
    const whose = allowed ? '' : `: ${cancelText(await whoCancelled(context, plan.secret))}`
    const message = `Rotation of ${plan.secret.description.name} is off${whose}. Switch its schedule on again?`
    if (!(await context.ask.confirm({message, answeredBy, answer: allowed ? true : undefined}))) return false
  }
  return context.ask.confirm(options.question ?? {message: 'Start the rotation?', answeredBy: '--yes', answer})
}
