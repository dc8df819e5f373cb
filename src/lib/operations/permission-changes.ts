import type {AwsScope} from '../aws/gateways.ts'
import type {PlanCall} from '../doctor/plan.ts'
import type {PlannedChange} from '../journal/journal.ts'
import type {Context} from './context.ts'
import {awsCallOf, awsTextOf} from './doctor-aws.ts'
import type {Mutation} from './mutation.ts'

type AddCall = Extract<PlanCall, {kind: 'add-permission'}>
type RemoveCall = Extract<PlanCall, {kind: 'remove-permission'}>

/** AddPermission for Secrets Manager, tied to the revision of the policy that was read; `scope` is the function's. */
export function addPermissionMutation(context: Context, scope: AwsScope, call: AddCall): Mutation<void> {
  const {functionArn, statementId, sourceAccount, sourceArn, revisionId} = call
  const back: RemoveCall = {kind: 'remove-permission', functionArn, statementId}
  return {
    ...policyMutation(context, scope, call),
    action: 'lambda:AddPermission',
    summary: `Let Secrets Manager invoke ${functionArn}`,
    undo: {kind: 'commands', commands: [awsTextOf(back, '', context.scopeFlags(scope).aws)]},
    send: mutations =>
      mutations.lambda.addPermission({
        functionArn,
        statementId,
        ...(sourceAccount === undefined ? {} : {sourceAccount}),
        ...(sourceArn === undefined ? {} : {sourceArn}),
        ...(revisionId === undefined ? {} : {revisionId}),
      }),
  }
}

/** RemovePermission, tied to the revision of the policy that was read. */
export function removePermissionMutation(
  context: Context,
  scope: AwsScope,
  call: RemoveCall,
  undo: Mutation['undo'],
  before?: PlannedChange,
): Mutation<void> {
  const {functionArn, statementId, revisionId} = call
  return {
    ...policyMutation(context, scope, call),
    action: 'lambda:RemovePermission',
    summary: `Take statement ${statementId} away from ${functionArn}: rotations that need it fail from then on`,
    undo,
    ...(before === undefined ? {} : {before}),
    send: mutations =>
      mutations.lambda.removePermission({
        functionArn,
        statementId,
        ...(revisionId === undefined ? {} : {revisionId}),
      }),
  }
}

/** What the policy must still be is its revision; a function without one has none. */
function policyMutation(context: Context, scope: AwsScope, call: AddCall | RemoveCall) {
  const {functionArn} = call
  const {lambda} = context.aws(scope)
  return {
    scope,
    resource: functionArn,
    request: awsCallOf(call, '')?.input ?? {},
    aws: awsTextOf(call, '', context.scopeFlags(scope).aws),
    hits: 'nobody' as const,
    fingerprint: call.revisionId ?? 'no policy',
    readFingerprint: async () =>
      (await lambda.policy(functionArn, {signal: context.signal}))?.revisionId ?? 'no policy',
    describeChange: () => `The policy of ${functionArn} is no longer the one that was read`,
  }
}
