import type {Topic} from './entities.ts'
import {invalid, notServed} from './errors.ts'
import {checkTopicPolicy} from './policy.ts'
import type {SnsState} from './state.ts'

/** Attributes of AWS's topics that the sandbox would only store. Nobody should believe that they do something here. */
const NOT_SERVED = new Set([
  'ArchivePolicy',
  'ContentBasedDeduplication',
  'DataProtectionPolicy',
  'DeliveryPolicy',
  'FifoThroughputScope',
  'FifoTopic',
  'KmsMasterKeyId',
  'SignatureVersion',
  'TracingConfig',
])

/** The topic with one attribute set. Throws InvalidParameter. */
export function withAttribute(topic: Topic, name: string, value: string, member: string): Topic {
  if (name === 'DisplayName') {
    // https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
    if (value.length > 100) throw invalid('DisplayName')
    return {...topic, displayName: value}
  }
  if (name === 'Policy') {
    checkTopicPolicy(value)
    return {...topic, policy: value}
  }
  throw NOT_SERVED.has(name) ? notServed(member, name) : invalid(member)
}

/** As GetTopicAttributes shows them: every value is text. */
export function attributesOf(topic: Topic, state: SnsState): ReadonlyMap<string, string> {
  const subscriptions = state.subscriptionsOf(topic.arn)
  const pending = subscriptions.filter(({token}) => token !== undefined).length
  return new Map([
    ['Policy', topic.policy],
    ['Owner', topic.accountId],
    ['TopicArn', topic.arn],
    ['DisplayName', topic.displayName],
    ['SubscriptionsConfirmed', String(subscriptions.length - pending)],
    ['SubscriptionsPending', String(pending)],
    ['SubscriptionsDeleted', String(topic.unsubscribed)],
  ])
}
