import type {Place} from '../../deploy/deployment.ts'

/** Name of the rule, the function and, where no other is given, the topic: one of each in an account and region. */
export const NAME = 'secrot-notify'
/** Tag of the function and its role, by which they are known again. */
export const NOTIFY_TAG = 'secrot:notify'
export const ROLE_POLICY = 'notify'
export const TARGET_ID = 'notifier'
export const STATEMENT_ID = 'secrot-notify-rule'
/** How the rule is known again. */
export const RULE_DESCRIPTION = 'Made by secrot notify: how rotations end. Change it with secrot notify.'
export const RETENTION_DAYS = 30
export const EVENTS = 'events.amazonaws.com'

/** The function as it is deployed. Longer than an hour's look and a message take, shorter than a claim lasts. */
export const FUNCTION = {runtime: 'nodejs24.x', handler: 'index.handler', timeoutSeconds: 30, memoryMb: 128} as const

/** What belongs to a setup, by its names. */
export interface Setup {
  readonly place: Place
  readonly ruleArn: string
  readonly functionArn: string
  /** Roles have no region, so their names do. */
  readonly roleName: string
  readonly roleArn: string
  readonly logGroup: string
  readonly ownTopicArn: string
}

/** The names in an account and region. */
export function setupAt(place: Place): Setup {
  const {partition, region, accountId} = place
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${accountId}:${resource}`
  const roleName = `${NAME}-${region}`
  return {
    place,
    ruleArn: arn('events', `rule/${NAME}`),
    functionArn: arn('lambda', `function:${NAME}`),
    roleName,
    roleArn: `arn:${partition}:iam::${accountId}:role/${roleName}`,
    logGroup: `/aws/lambda/${NAME}`,
    ownTopicArn: arn('sns', NAME),
  }
}

/** The policy of the role, as JSON: the three calls that the function makes, and the writing of its log. */
export function rolePolicy({place, logGroup}: Setup, topicArn: string): string {
  const {partition, region, accountId} = place
  const logs = `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroup}:*`
  const allow = (Action: readonly string[], Resource: string) => ({Effect: 'Allow', Action, Resource})
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      allow(['sns:Publish'], topicArn),
      allow(['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], logs),
    ],
  })
}

/** What the function takes for a wish of somebody who tests it. */
export const TEST_EVENT = {secrot: 'test'} as const
