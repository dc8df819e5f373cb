import type {Call, OperationDefinition, World} from '../../../kernel.ts'
import {pageOf} from '../../../pagination.ts'
import {textOf} from '../../iam/input.ts'
import {topicArn} from '../arns.ts'
import type {Subscription} from '../entities.ts'
import {invalidFor} from '../errors.ts'
import {snsOperation} from '../operation.ts'
import type {SnsState} from '../state.ts'

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html: asked on every topic of the account and region. */
export const listTopics = (state: SnsState, world: World): OperationDefinition =>
  snsOperation(state, {
    name: 'ListTopics',
    rules: {},
    authorize(call) {
      const resource = topicArn(call, '*')
      return [{action: 'SNS:ListTopics', resource, resourceAsWritten: resource}]
    },
    run: call => page(call, world, 'Topics', state.topics(call), ({arn}) => ({TopicArn: arn})),
  })

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export const listSubscriptionsByTopic = (state: SnsState, world: World): OperationDefinition =>
  snsOperation(state, {
    name: 'ListSubscriptionsByTopic',
    rules: {TopicArn: {required: true}},
    run(call) {
      const {arn} = state.need(textOf(call.input, 'TopicArn'))
      return page(call, world, 'Subscriptions', state.subscriptionsOf(arn), shown)
    },
  })

function shown({arn, owner, protocol, endpoint, topicArn: TopicArn, token}: Subscription) {
  const SubscriptionArn = token === undefined ? arn : 'PendingConfirmation'
  return {SubscriptionArn, Owner: owner, Protocol: protocol, Endpoint: endpoint, TopicArn}
}

/** 100 at a time; no request can ask for another number. */
function page<Item extends {readonly arn: string}>(
  call: Call,
  world: World,
  member: string,
  items: readonly Item[],
  view: (item: Item) => object,
): object {
  const {items: some, nextToken} = pageOf(call, world, items, {
    tokenMember: 'NextToken',
    limitMember: '',
    defaultLimit: 100,
    positionOf: ({arn}) => arn,
    invalidToken: () => invalidFor('NextToken', 'The token is not valid.'),
  })
  return {[member]: some.map(view), NextToken: nextToken}
}
