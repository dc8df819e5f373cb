import {SecrotError} from '../../errors.ts'
import type {Package} from '../../packaging/package.ts'
import {mutate, type MutateOutcome} from '../mutate.ts'
import type {Mutation} from '../mutation.ts'
import type {NotifyChange} from './changes.ts'
import {codeChange, newFunction, newRole, permission, rolePolicyChange, settingsChange} from './function-changes.ts'
import {newLogGroup, retention} from './log-changes.ts'
import {ruleChange, targetChange} from './rule-changes.ts'
import type {NotifyStage} from './stage.ts'
import {newTopic, subscription} from './topic-changes.ts'

/** IAM is seen everywhere within seconds, at most a minute or so. */
const SPREADS_WITHIN_MS = 120_000
const PAUSE_MS = 5000
/** https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html: seconds, for a function outside of networks. */
const READY_WITHIN_MS = 120_000
const LOOK_EVERY_MS = 1000

/** A change as it is shown, journaled and sent. */
export function notifyMutation(stage: NotifyStage, code: Package, change: NotifyChange): Mutation {
  switch (change.kind) {
    case 'create-topic':
      return newTopic(stage)
    case 'subscribe':
      return subscription(stage, change.address)
    case 'create-log-group':
      return newLogGroup(stage)
    case 'log-retention':
      return retention(stage)
    case 'create-role':
      return newRole(stage)
    case 'role-policy':
      return rolePolicyChange(stage)
    case 'create-function':
      return newFunction(stage, code)
    case 'function-code':
      return codeChange(stage, code)
    case 'function-settings':
      return settingsChange(stage, change.settings)
    case 'put-rule':
      return ruleChange(stage, change.watched)
    case 'permission':
      return permission(stage)
    case 'put-target':
      return targetChange(stage)
    default:
      return change satisfies never
  }
}

/** Sends what was shown, in order. Throws at the first that was not made. */
export async function sendAll(stage: NotifyStage, mutations: readonly Mutation[]): Promise<void> {
  const {progress} = stage.context
  for (const mutation of mutations) {
    const outcome = await send(stage, mutation)
    // A lost reply says nothing; what is there does.
    if (outcome.kind === 'unknown' && (await mutation.readFingerprint()) === mutation.fingerprint) throw outcome.error
    if (/^lambda:(Create|Update)Function/.test(mutation.action)) await untilReady(stage)
    progress.line(`done  ${mutation.summary}`)
  }
}

/** Again and again while Lambda does not know a new role yet; a refused call makes nothing. */
async function send({context}: NotifyStage, mutation: Mutation): Promise<MutateOutcome<unknown>> {
  const {clock, progress, signal} = context
  const until = clock.now() + SPREADS_WITHIN_MS
  for (;;) {
    try {
      return await mutate(context, mutation, {shown: true})
    } catch (error) {
      const spreads = error instanceof SecrotError && error.code === 'ROLE_NOT_ASSUMABLE'
      if (!spreads || clock.now() + PAUSE_MS > until) throw error
      progress.activity('waiting for the new role to be known to Lambda')
      await clock.sleep(PAUSE_MS, signal)
      progress.activity('')
    }
  }
}

/** Until it can be invoked and changed again. */
async function untilReady({context, reads, setup}: NotifyStage): Promise<void> {
  const {clock, signal} = context
  const until = clock.now() + READY_WITHIN_MS
  for (;;) {
    const {state, lastUpdateStatus} = (await reads.function())?.configuration ?? {}
    if (state === 'Active' && lastUpdateStatus !== 'InProgress') return
    if (clock.now() >= until) {
      throw new SecrotError({
        code: 'FUNCTION_NOT_READY',
        message: `${setup.functionArn} is not ready after ${READY_WITHIN_MS / 60_000} minutes.`,
        hint: 'Run the same command again later: what is made stays, and the rest follows.',
      })
    }
    await clock.sleep(LOOK_EVERY_MS, signal)
  }
}
