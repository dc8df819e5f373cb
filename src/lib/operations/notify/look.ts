import type {AwsScope, DescribedFunction, PrincipalInfo, RuleInfo, RuleTarget} from '../../aws/gateways.ts'
import type {TopicSubscription} from '../../aws/gateways.ts'
import {SecrotError} from '../../errors.ts'
import type {Context} from '../context.ts'
import {tryRead} from '../try-read.ts'
import {NAME, ROLE_POLICY, type Setup} from './setup.ts'

export const lookActions = [
  'cloudtrail:DescribeTrails',
  'cloudtrail:GetTrailStatus',
  'events:DescribeRule',
  'events:ListTargetsByRule',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'lambda:GetFunction',
  'lambda:GetPolicy',
  'lambda:ListTags',
  'logs:DescribeLogGroups',
  'sns:GetTopicAttributes',
  'sns:ListSubscriptionsByTopic',
] as const

/** What stands under the names of a setup, each read by itself. */
export interface Reads {
  function(): Promise<DescribedFunction | undefined>
  statements(): Promise<readonly unknown[]>
  role(): Promise<PrincipalInfo | undefined>
  /** As JSON. */
  rolePolicy(): Promise<string | undefined>
  logGroup(): Promise<{readonly retentionDays?: number} | undefined>
  rule(): Promise<RuleInfo | undefined>
  targets(): Promise<readonly RuleTarget[]>
  topicExists(topicArn: string): Promise<boolean>
  subscriptions(topicArn: string): Promise<readonly TopicSubscription[]>
}

/** Whether a trail logs, without which AWS sends no event of the end of a rotation. */
export type Trail =
  | {readonly kind: 'logs'}
  | {readonly kind: 'none'}
  | {readonly kind: 'unknown'; readonly reason: string}

export function readsOf(context: Context, scope: AwsScope, {functionArn, roleName, logGroup}: Setup): Reads {
  const {lambda, roles, logs, events, sns} = context.aws(scope)
  const options = {signal: context.signal}
  return {
    function: () => lambda.described(functionArn, options),
    statements: async () => (await lambda.policy(functionArn, options))?.statements ?? [],
    role: () => roles.role(roleName, options),
    rolePolicy: () => orAbsent(roles.inlinePolicy(roleName, ROLE_POLICY, options).then(found => JSON.stringify(found))),
    logGroup: () => logs.group(logGroup, options),
    rule: () => events.rule(NAME, options),
    targets: () => events.targets(NAME, options),
    topicExists: topicArn => sns.topicExists(topicArn, options),
    subscriptions: topicArn => sns.subscriptions(topicArn, options),
  }
}

/** A trail that cannot be asked about is unknown, with the reason. */
export async function trailOf(context: Context, scope: AwsScope): Promise<Trail> {
  const read = await tryRead('cloudtrail:DescribeTrails', () =>
    context.aws(scope).trail.trails({signal: context.signal}),
  )
  if (read.kind === 'read') {
    const logging = read.value.filter(trail => trail.logging)
    if (logging.some(({selective}) => !selective)) return {kind: 'logs'}
    const [selective] = logging
    if (selective === undefined) return {kind: 'none'}
    return {kind: 'unknown', reason: `${selective.arn} has event selectors, which may leave management events out`}
  }
  return {kind: 'unknown', reason: read.kind === 'denied' ? `Not read: trails (${read.action})` : read.reason}
}

async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof SecrotError && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}
