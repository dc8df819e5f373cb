/** SNS: topics that take messages, and subscriptions of mail addresses. aws-behaviour.md section 11. */
import type {OperationDefinition, Service, TopicWriter, World} from '../../kernel.ts'
import {serviceMayPublish} from './service-publish.ts'
import type {Confirmation, Published} from './entities.ts'
import {listSubscriptionsByTopic, listTopics} from './operations/listing.ts'
import {publish} from './operations/publish.ts'
import {confirmSubscription, subscribe, unsubscribe} from './operations/subscriptions.ts'
import {getTopicAttributes, setTopicAttributes} from './operations/topic-attributes.ts'
import {createTopic, deleteTopic} from './operations/topics.ts'
import {SnsState} from './state.ts'

const OPERATIONS: readonly ((state: SnsState, world: World) => OperationDefinition)[] = [
  confirmSubscription,
  createTopic,
  deleteTopic,
  getTopicAttributes,
  listSubscriptionsByTopic,
  listTopics,
  publish,
  setTopicAttributes,
  subscribe,
  unsubscribe,
]

/** What leaves through topics, for tests: no request of AWS shows it. */
export interface Topics {
  /** In the order they came. Absent: of all topics. */
  published(topicArn?: string): readonly Published[]
  /** Mails that ask an address whether it wants to be subscribed, and were not answered yet. */
  confirmations(): readonly Confirmation[]
  /** Answers such a mail, as whoever reads it. Returns the subscription's ARN; undefined: there is none to answer. */
  confirm(subscription: {readonly topicArn: string; readonly endpoint: string}): string | undefined
}

export interface Sns extends Service, TopicWriter {
  readonly topics: Topics
}

export function createSns(world: World): Sns {
  const state = new SnsState(world)
  const operations = OPERATIONS.map(make => make(state, world))
  return {
    definition: {
      id: 'sns',
      protocol: 'query',
      version: '2010-03-31',
      xmlns: 'http://sns.amazonaws.com/doc/2010-03-31/',
      eventSource: 'sns.amazonaws.com',
      messageKey: () => 'message',
      operations: Object.fromEntries(operations.map(operation => [operation.name, operation])),
    },
    deliver({topicArn, message, servicePrincipal}) {
      const topic = state.topic(topicArn)
      if (topic === undefined) return 'missing'
      if (!serviceMayPublish(world, topic, servicePrincipal)) return 'denied'
      state.publish({topicArn, message})
      return 'delivered'
    },
    topics: {
      published: topicArn => state.published().filter(one => topicArn === undefined || one.topicArn === topicArn),
      confirmations: () => state.confirmations(),
      confirm({topicArn, endpoint}) {
        const waiting = state
          .subscriptionsOf(topicArn)
          .find(one => one.endpoint === endpoint && one.token !== undefined)
        if (waiting !== undefined) state.confirm(waiting)
        return waiting?.arn
      },
    },
    snapshot: () => state.snapshot(),
    present: () => state.present(),
    restore: snapshot => state.restore(snapshot),
  }
}
