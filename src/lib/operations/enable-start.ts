import {EXIT, SecrotError} from '../errors.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {labelsOf} from '../rotation/staging.ts'
import type {Context} from './context.ts'
import {enableMutation, sameRules, type WantedRotation} from './enable-plan.ts'
import {lookAgain} from './look-again.ts'
import {mutate, type MutateOutcome} from './mutate.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {rotateFailure} from './rotate-refusals.ts'
import {unsafe} from './secret-refusals.ts'
import {seeLabels} from './see-labels.ts'

/** A new permission may be refused for a while (provider acceptance tests wait as long); then it is no longer that. */
const SPREADS_WITHIN_MS = 120_000
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 15_000

export interface StartOptions {
  /** The policy of the function allows it: a refusal may only mean that this has not reached AWS everywhere. */
  readonly permitted: boolean
}

/**
 * Sends RotateSecret, again and again while a permission spreads; nothing is stored by a refused call. Throws
 * FUNCTION_NOT_INVOKABLE (exit 3) with the command that allows it or shows what is allowed, STATE_CHANGED, and what AWS refuses with.
 */
export async function startRotation(
  context: Context,
  secret: ResolvedSecret,
  wanted: WantedRotation,
  {permitted}: StartOptions,
): Promise<SecretDescription> {
  const {clock, progress} = context
  const until = clock.now() + SPREADS_WITHIN_MS
  const failed = (error: unknown): unknown =>
    rotateFailure(context, {...secret, description: withFunction(secret.description, wanted)}, error)
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      const outcome = await mutate(context, enableMutation(context, secret, wanted), {shown: true})
      return await confirmed(context, secret, wanted, outcome)
    } catch (error) {
      const spreading = error instanceof SecrotError && error.code === 'FUNCTION_NOT_INVOKABLE' && permitted
      if (!spreading) throw failed(error)
      if (clock.now() + pause > until) throw stillRefused(context, secret, wanted, error)
      if (pause === FIRST_PAUSE_MS) progress.line(waiting(SPREADS_WITHIN_MS))
      progress.activity(`waiting for the permission to spread, ${Math.round((until - clock.now()) / 1000)}s left`)
      await clock.sleep(pause, context.signal)
      progress.activity('')
    }
  }
}

/** The policy says yes, so another statement would not help: a longer wait may, or what the policy says is not all. */
function stillRefused(
  context: Context,
  {scope, description}: ResolvedSecret,
  {functionArn = ''}: WantedRotation,
  cause: SecrotError,
): SecrotError {
  const minutes = SPREADS_WITHIN_MS / 60_000
  const message = `The policy of ${functionArn} allows it, and AWS refuses it for ${description.name} after ${minutes}m all the same.`
  const list = ['secrot', 'grant', functionArn, '--list', ...context.scopeFlags(scope).secrot]
  return unsafe(cause.code, message, ['See what it says, and run this command again later', list], cause)
}

function waiting(ms: number): string {
  return `AWS does not know the permission everywhere yet: trying again for up to ${ms / 60_000}m`
}

/** The secret after the call. A lost reply says nothing; the secret does, perhaps some seconds later. */
async function confirmed(
  context: Context,
  secret: ResolvedSecret,
  wanted: WantedRotation,
  outcome: MutateOutcome<unknown>,
): Promise<SecretDescription> {
  const {arn, description} = secret
  if (outcome.kind !== 'unknown') return (await lookAgain(context, secret)) ?? withFunction(description, wanted)
  const {error} = outcome
  const seen = await seeLabels(context, arn, after => isApplied(after, description, wanted)).catch(
    (failure: unknown) => {
      throw failure instanceof SecrotError && failure.exit !== EXIT.interrupted ? error : failure
    },
  )
  if (seen === undefined) throw error
  return seen.description
}

function isApplied(after: SecretDescription, before: SecretDescription, wanted: WantedRotation): boolean {
  const {functionArn, rules, now, versionId} = wanted
  const asWanted =
    after.rotationEnabled === true && after.rotationFunctionArn === functionArn && sameRules(after.rotationRules, rules)
  return (
    asWanted && (now ? labelsOf(after.staging, versionId).length > 0 : after.lastChangedAt !== before.lastChangedAt)
  )
}

function withFunction(description: SecretDescription, {functionArn, rules}: WantedRotation): SecretDescription {
  return {
    ...description,
    rotationEnabled: true,
    rotationRules: rules,
    ...(functionArn === undefined ? {} : {rotationFunctionArn: functionArn}),
  }
}
