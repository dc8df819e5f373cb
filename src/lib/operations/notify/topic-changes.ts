import type {Mutation} from '../mutation.ts'
import {NAME} from './setup.ts'
import {mutationOf, type NotifyStage} from './stage.ts'

const service = 'sns'

/** The topic that is told, where no other is named. */
export function newTopic(stage: NotifyStage): Mutation {
  const {setup, reads, found} = stage
  const {ownTopicArn} = setup
  return mutationOf(stage, {
    resource: ownTopicArn,
    summary: `Make topic ${NAME}`,
    call: {service, operation: 'CreateTopic', input: {Name: NAME}},
    back: {service, operation: 'DeleteTopic', input: {TopicArn: ownTopicArn}},
    was: found.topicExists,
    read: () => reads.topicExists(ownTopicArn),
    send: mutations => mutations.sns.createTopic({name: NAME}),
  })
}

/** SNS asks the address whether it agrees; until then nothing is sent to it. */
export function subscription(stage: NotifyStage, address: string): Mutation {
  const {reads, found} = stage
  const {topicArn} = found
  const isThere = async () => (await reads.subscriptions(topicArn)).some(({endpoint}) => endpoint === address)
  return mutationOf(stage, {
    resource: topicArn,
    summary: `Ask ${address} whether it wants to be told`,
    call: {
      service,
      operation: 'Subscribe',
      input: {TopicArn: topicArn, Protocol: 'email', NotificationEndpoint: address},
    },
    back: {because: 'SNS forgets an address that does not answer; one that did ends it by the link in each mail'},
    was: false,
    read: isThere,
    send: mutations => mutations.sns.subscribe({topicArn, address}),
  })
}
