import type {Authorization, Call} from '../../kernel.ts'
import {partitionOf} from '../secretsmanager/arn.ts'
import type {Place} from './entities.ts'
import {invalid, invalidFor} from './errors.ts'
import type {SnsState} from './state.ts'

export function topicArn({accountId, region}: Place, name: string): string {
  return `arn:${partitionOf(region)}:sns:${region}:${accountId}:${name}`
}

/** Account and topic in the ARN of a topic of this region, or of a subscription to one. Throws InvalidParameter as SNS does. */
export function readArn(call: Call, member: string, arn: string): {readonly accountId: string; readonly topic: string} {
  const parts = arn.split(':')
  if (parts.length < 6) throw invalidFor(member, `An ARN must have at least 6 elements, not ${parts.length}`)
  const [scheme, , service, region, accountId = ''] = parts
  if (scheme !== 'arn' || service !== 'sns' || region !== call.region) throw invalid(member)
  return {accountId, topic: parts.slice(0, 6).join(':')}
}

/** May the caller do this to the topic? SNS writes its own name large. Asked before the topic is looked for. */
export function onTopic(
  state: SnsState,
  call: Call,
  {
    action,
    member,
    arn,
    conditions = {},
  }: {action: string; member: string; arn: string; conditions?: Record<string, string>},
): Authorization {
  const {accountId, topic} = readArn(call, member, arn)
  const policy = state.topic(topic)?.policy
  return {
    action: `SNS:${action}`,
    resource: topic,
    resourceAsWritten: topic,
    resourceAccountId: accountId,
    ...(policy === undefined ? {} : {resourcePolicy: policy}),
    conditions,
  }
}
