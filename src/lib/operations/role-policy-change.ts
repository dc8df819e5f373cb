import type {PlanCall} from '../doctor/plan.ts'
import type {AwsScope} from '../aws/gateways.ts'
import type {Context} from './context.ts'
import {ABSENT} from './deploy-call.ts'
import {orAbsent} from './deploy-look.ts'
import {awsCallOf, awsTextOf} from './doctor-aws.ts'
import type {RepairScope} from './doctor-changes.ts'
import {regionOf} from './doctor-facts.ts'
import type {Mutation} from './mutation.ts'

export type RolePolicyCall = Extract<PlanCall, {kind: 'put-role-policy'}>

/** A change of IAM takes some seconds to be seen everywhere (IAM user guide, troubleshoot_general, eventual consistency). */
const VISIBLE_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 1000

/** A policy of its own in a role, allowed only while the role has none of this name. */
export function rolePolicyMutation({run, facts, hits, attested}: RepairScope, call: RolePolicyCall): Mutation<void> {
  const {context, options} = run
  const {roleName, policyName, document} = call
  const scope = {...context.scope, region: regionOf(run, facts.arn)}
  const back = awsTextOf({kind: 'remove-role-policy', roleName, policyName}, facts.arn, options.scopeFlags)
  return {
    scope,
    hits,
    resource: `${partitionAndService(facts.arn)}:${facts.environment.account}:role/${roleName}`,
    action: 'iam:PutRolePolicy',
    request: awsCallOf(call, facts.arn)?.input ?? {},
    aws: awsTextOf(call, facts.arn, options.scopeFlags),
    summary: `Let role ${roleName} rotate ${facts.name}, by policy ${policyName}`,
    undo: {kind: 'commands', commands: [back]},
    fingerprint: ABSENT,
    readFingerprint: () => policyOf(context, scope, call),
    describeChange: () => `Role ${roleName} has a policy ${policyName} already`,
    send: mutations => mutations.roles.putPolicy({roleName, policyName, document: JSON.stringify(document)}),
    ...(attested.length === 0 ? {} : {attested}),
  }
}

/** Waits until IAM shows the policy; false when that is not so within 30 seconds. */
export async function seeRolePolicy(context: Context, scope: AwsScope, call: RolePolicyCall): Promise<boolean> {
  const until = context.clock.now() + VISIBLE_WITHIN_MS
  for (;;) {
    if ((await policyOf(context, scope, call)) !== ABSENT) return true
    if (context.clock.now() >= until) return false
    await context.clock.sleep(LOOK_EVERY_MS, context.signal)
  }
}

async function policyOf(context: Context, scope: AwsScope, {roleName, policyName}: RolePolicyCall): Promise<string> {
  const {roles} = context.aws(scope)
  const policy = await orAbsent(roles.inlinePolicy(roleName, policyName, {signal: context.signal}))
  return policy === undefined ? ABSENT : JSON.stringify(policy)
}

/** `arn:aws:iam:` */
function partitionAndService(arn: string): string {
  return `arn:${arn.split(':')[1] ?? 'aws'}:iam:`
}
