import type {Mutation} from '../mutation.ts'
import {sendWhileRoleSpreads, untilFunctionIsReady} from '../new-function.ts'
import type {NotifyChange} from './changes.ts'
import {
  codeChange,
  type NotifierCode,
  newFunction,
  newRole,
  permission,
  rolePolicyChange,
  settingsChange,
} from './function-changes.ts'
import {newLogGroup, retention} from './log-changes.ts'
import {ruleChange, targetChange} from './rule-changes.ts'
import type {NotifyStage} from './stage.ts'
import {newTopic, subscription} from './topic-changes.ts'

/** A change as it is shown, journaled and sent. */
export function notifyMutation(stage: NotifyStage, code: NotifierCode, change: NotifyChange): Mutation {
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
      return newFunction(stage, code, change.secrets)
    case 'function-code':
      return codeChange(stage, code)
    case 'function-settings':
      return settingsChange(stage, change.settings)
    case 'put-rule':
      return ruleChange(stage, change.heard)
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
  const {context} = stage
  for (const mutation of mutations) {
    const outcome = await sendWhileRoleSpreads(context, mutation)
    // A lost reply says nothing; what is there does.
    if (outcome.kind === 'unknown' && (await mutation.readFingerprint()) === mutation.fingerprint) throw outcome.error
    if (/^lambda:(Create|Update)Function/.test(mutation.action)) await untilReady(stage)
    context.progress.line(`done  ${mutation.summary}`)
  }
}

function untilReady({context, setup, reads}: NotifyStage): Promise<void> {
  return untilFunctionIsReady(context, setup.functionArn, async () => (await reads.function())?.configuration)
}
