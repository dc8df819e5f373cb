import type {Context} from './context.ts'
import {mutateActions} from './mutate.ts'
import {resolveSecret, resolveSecretActions} from './resolve-secret.ts'
import {planRotation, type RotationPlan} from './rotate-plan.ts'
import {rotateRefusal} from './rotate-refusals.ts'
import {startAndFollow, startRotation, type RotateWatch} from './rotate-start.ts'
import {followActions, type Followed} from './watch-follow.ts'

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
  if (options.rehearsalSaid !== true) warnOfFunction(context, plan.functionName)
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
