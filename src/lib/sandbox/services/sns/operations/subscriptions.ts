import type {OperationDefinition} from '../../../kernel.ts'
import {textOf} from '../../iam/input.ts'
import {onTopic} from '../arns.ts'
import {invalid, invalidFor, invalidToken, notServed} from '../errors.ts'
import {snsOperation} from '../operation.ts'
import type {SnsState} from '../state.ts'

const SERVED = new Set(['email', 'email-json'])
const OTHERS = new Set(['application', 'firehose', 'http', 'https', 'lambda', 'sms', 'sqs'])

/**
 * https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html: an address is subscribed once it says so, and asked
 * again when somebody subscribes it again before.
 */
export const subscribe = (state: SnsState): OperationDefinition =>
  snsOperation(state, {
    name: 'Subscribe',
    rules: {TopicArn: {required: true}, Protocol: {required: true}},
    authorize: call => [
      onTopic(state, call, {
        action: 'Subscribe',
        member: 'TopicArn',
        arn: textOf(call.input, 'TopicArn'),
        conditions: {'sns:protocol': textOf(call.input, 'Protocol'), 'sns:endpoint': textOf(call.input, 'Endpoint')},
      }),
    ],
    run({input, accountId}) {
      const protocol = textOf(input, 'Protocol')
      if (OTHERS.has(protocol)) throw notServed('Protocol', `subscriptions of ${protocol}`)
      if (!SERVED.has(protocol)) throw invalid(`Amazon SNS does not support this protocol string: ${protocol}`)
      const {arn: topicArn} = state.need(textOf(input, 'TopicArn'))
      const endpoint = textOf(input, 'Endpoint')
      if (!/^[^\s@]+@[^\s@]+$/.test(endpoint)) throw invalid('Email address')
      const known = state.subscriptionsOf(topicArn).find(one => one.endpoint === endpoint && one.protocol === protocol)
      const subscription = known ?? state.subscribe({topicArn, owner: accountId, protocol, endpoint})
      const tells = subscription.token === undefined || textOf(input, 'ReturnSubscriptionArn') === 'true'
      return {SubscriptionArn: tells ? subscription.arn : 'pending confirmation'}
    },
  })

/** https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html; texts recorded: aws-behaviour.md section 11. */
export const confirmSubscription = (state: SnsState): OperationDefinition =>
  snsOperation(state, {
    name: 'ConfirmSubscription',
    rules: {TopicArn: {required: true}, Token: {required: true}},
    // The token is in the request and shall not be in the trail.
    trail: ({input}) => ({requestParameters: {topicArn: textOf(input, 'TopicArn')}, responseElements: null}),
    run({input}) {
      const token = textOf(input, 'Token')
      if (!/^[0-9a-f]{100,}$/.test(token)) throw invalidToken()
      const subscription = state.subscriptionsOf(textOf(input, 'TopicArn')).find(one => one.token === token)
      if (subscription === undefined) throw invalid('Token')
      state.confirm(subscription)
      return {SubscriptionArn: subscription.arn}
    },
  })

/** https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html: what is not there is no error. */
export const unsubscribe = (state: SnsState): OperationDefinition =>
  snsOperation(state, {
    name: 'Unsubscribe',
    rules: {SubscriptionArn: {required: true}},
    authorize: call => [
      onTopic(state, call, {
        action: 'Unsubscribe',
        member: 'SubscriptionArn',
        arn: textOf(call.input, 'SubscriptionArn'),
      }),
    ],
    run(call) {
      const arn = textOf(call.input, 'SubscriptionArn')
      const subscription = state.subscription(arn)
      // Own text: one that waits for its confirmation cannot be ended, it ends by itself.
      if (subscription?.token !== undefined) throw invalidFor('SubscriptionArn', 'The subscription is not confirmed.')
      if (subscription !== undefined) state.unsubscribe(subscription)
    },
  })
