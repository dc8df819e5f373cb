import type {Properties} from '../template/template.ts'
import {differs, tagsFor, textIn, unlessGone, type Maker, type ResourceType} from './resource-type.ts'

interface Subscription {
  readonly Protocol: string
  readonly Endpoint: string
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
export const topic: ResourceType = {
  properties: ['DisplayName', 'KmsMasterKeyId', 'Subscription', 'Tags', 'TopicName'],
  immutable: ['TopicName'],
  changeable: ['DisplayName', 'Subscription'],
  async create(maker, properties) {
    const name = (properties['TopicName'] ?? maker.newName(256)) as string
    const {DisplayName, KmsMasterKeyId} = properties
    const attributes = {
      ...(DisplayName === undefined ? {} : {DisplayName}),
      ...(KmsMasterKeyId === undefined ? {} : {KmsMasterKeyId}),
    }
    const {TopicArn} = await maker.call('sns', 'CreateTopic', {
      Name: name,
      Attributes: attributes,
      Tags: tagsFor(maker, properties),
    })
    const arn = TopicArn as string
    return {physicalId: arn, attributes: {TopicArn: arn, TopicName: name}}
  },
  complete: (maker, {physicalId: arn}, properties) => subscribe(maker, arn, properties, {}),
  async update(maker, made, now, before) {
    if (differs(now, before, 'DisplayName')) {
      const AttributeValue = now['DisplayName'] === undefined ? '' : textIn(now, 'DisplayName')
      await maker.call('sns', 'SetTopicAttributes', {
        TopicArn: made.physicalId,
        AttributeName: 'DisplayName',
        AttributeValue,
      })
    }
    await subscribe(maker, made.physicalId, now, before)
    return made
  },
  remove: (maker, {physicalId: TopicArn}) => unlessGone(maker.call('sns', 'DeleteTopic', {TopicArn})),
}

/** Those of before stay: CloudFormation ends none of them by itself. */
async function subscribe(maker: Maker, TopicArn: string, now: Properties, before: Properties): Promise<void> {
  const known = new Set(subscriptionsOf(before).map(one => `${one.Protocol} ${one.Endpoint}`))
  for (const {Protocol, Endpoint} of subscriptionsOf(now)) {
    if (!known.has(`${Protocol} ${Endpoint}`)) await maker.call('sns', 'Subscribe', {TopicArn, Protocol, Endpoint})
  }
}

function subscriptionsOf({Subscription: given = []}: Properties): readonly Subscription[] {
  return given as readonly Subscription[]
}
