import {EventBridgeClient, PutRuleCommand, PutTargetsCommand, type Target} from '@aws-sdk/client-eventbridge'
import {CreateTopicCommand, SetTopicAttributesCommand, SNSClient} from '@aws-sdk/client-sns'

import type {SandboxOptions} from '../../../src/lib/sandbox/index.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

export const AT = Date.UTC(2026, 10, 22, 9)

/** A sandbox with an EventBridge client of its root user and a topic that EventBridge may publish to. */
export interface EventBench extends AsyncDisposable {
  readonly sandbox: TestSandbox
  readonly events: EventBridgeClient
  readonly topicArn: string
  /** A rule that sends what matches to the topic. */
  rule(pattern: object, target?: Partial<Target>, members?: object): Promise<string>
  /** Policy of the topic. */
  policy(...statements: object[]): Promise<unknown>
  /** What reached the topic, parsed. */
  received(): unknown[]
  /** What became of the last deliveries. */
  fates(): unknown[]
}

export const LETS_IN = {
  Effect: 'Allow',
  Principal: {Service: 'events.amazonaws.com'},
  Action: 'sns:Publish',
  Resource: '*',
}

export async function eventBench(options: SandboxOptions = {}): Promise<EventBench> {
  const sandbox = await startTestSandbox({clock: {mode: 'manual', startAt: AT}, ...options})
  const events = new EventBridgeClient(sandbox.config)
  const sns = new SNSClient(sandbox.config)
  const {TopicArn: topicArn = ''} = await sns.send(new CreateTopicCommand({Name: 'alerts'}))
  const policy = (...Statement: object[]) => {
    const AttributeValue = JSON.stringify({Version: '2012-10-17', Statement})
    return sns.send(new SetTopicAttributesCommand({TopicArn: topicArn, AttributeName: 'Policy', AttributeValue}))
  }
  await policy(LETS_IN)
  return {
    sandbox,
    events,
    topicArn,
    policy,
    async rule(pattern, target = {}, members = {}) {
      const {RuleArn} = await events.send(
        new PutRuleCommand({Name: 'watch', EventPattern: JSON.stringify(pattern), ...members}),
      )
      const Targets = [{Id: 'topic', Arn: topicArn, ...target}]
      await events.send(new PutTargetsCommand({Rule: 'watch', Targets}))
      return RuleArn ?? ''
    },
    received: () => sandbox.topics.published(topicArn).map(({message}) => JSON.parse(message) as unknown),
    fates: () =>
      sandbox.callRecord
        .entries()
        .flatMap(({operation, detail}) => (operation === 'Deliver' ? [detail?.['fate']] : [])),
    async [Symbol.asyncDispose]() {
      events.destroy()
      sns.destroy()
      await sandbox.stop()
    },
  }
}
