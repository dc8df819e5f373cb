import type {FunctionConfiguration} from '../aws/gateways.ts'
import {SecrotError} from '../errors.ts'
import type {Context} from './context.ts'
import {mutate, type MutateOutcome} from './mutate.ts'
import type {Mutation} from './mutation.ts'

/** Roles are seen within seconds, at most a minute or so; CloudFormation and Terraform wait as long. */
const SPREADS_WITHIN_MS = 120_000
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 10_000

/** A function is made or updated within seconds; in a network of the account it may take a minute and a half. */
const READY_WITHIN_MS = 180_000
const LOOK_EVERY_MS = 1_000

/**
 * Sends a change that was shown, again and again while Lambda does not know a new role yet, for two minutes; a refused call
 * makes nothing. Throws what AWS refuses with otherwise.
 */
export async function sendWhileRoleSpreads(context: Context, mutation: Mutation): Promise<MutateOutcome<unknown>> {
  const {clock, progress} = context
  const until = clock.now() + SPREADS_WITHIN_MS
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await mutate(context, mutation, {shown: true})
    } catch (error) {
      const spreading = error instanceof SecrotError && /^ROLE_(?:NOT_ASSUMABLE|KEPT_OUT)$/.test(error.code)
      if (!spreading || clock.now() + pause > until) throw error
      progress.activity(`waiting for the role to spread, ${Math.round((until - clock.now()) / 1000)}s left`)
      await clock.sleep(pause, context.signal)
      progress.activity('')
    }
  }
}

/**
 * Waits until a function, as `read` sees it, can be invoked and changed again. Throws FUNCTION_FAILED and FUNCTION_NOT_READY (exit 1).
 * https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
export async function untilFunctionIsReady(
  {clock, signal}: Pick<Context, 'clock' | 'signal'>,
  functionArn: string,
  read: () => Promise<FunctionConfiguration | undefined>,
): Promise<void> {
  const until = clock.now() + READY_WITHIN_MS
  for (;;) {
    const {state, stateReason, lastUpdateStatus, lastUpdateReason} = (await read()) ?? {}
    if (state === 'Failed' || lastUpdateStatus === 'Failed')
      throw new SecrotError({
        code: 'FUNCTION_FAILED',
        message: `Lambda could not make ${functionArn} ready: ${stateReason ?? lastUpdateReason ?? 'it does not say why'}.`,
        hint: 'Run the same command again.',
      })
    if (state === 'Active' && lastUpdateStatus !== 'InProgress') return
    if (clock.now() >= until)
      throw new SecrotError({
        code: 'FUNCTION_NOT_READY',
        message: `${functionArn} is not ready after ${READY_WITHIN_MS / 60_000} minutes.`,
        hint: 'Run the same command again later: what is made stays, and the rest follows.',
      })
    await clock.sleep(LOOK_EVERY_MS, signal)
  }
}
