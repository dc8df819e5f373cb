import {defaultPolicy} from '../../sns/policy.ts'
import type {Properties} from '../template/template.ts'
import {documentText, unlessGone, type Maker, type ResourceType} from './resource-type.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html */
export const topicPolicy: ResourceType = {
  required: ['PolicyDocument', 'Topics'],
  properties: ['PolicyDocument', 'Topics'],
  changeable: ['PolicyDocument', 'Topics'],
  async create(maker, properties) {
    const id = maker.newName(128)
    await put(maker, properties)
    return {physicalId: id, attributes: {Id: id}}
  },
  async update(maker, made, now, before) {
    await put(maker, now)
    const kept = new Set(topicsOf(now))
    for (const arn of topicsOf(before)) if (!kept.has(arn)) await reset(maker, arn)
    return made
  },
  async remove(maker, _made, properties) {
    for (const arn of topicsOf(properties)) await reset(maker, arn)
  },
}

function topicsOf({Topics: topics = []}: Properties): readonly string[] {
  return topics as readonly string[]
}

async function put(maker: Maker, properties: Properties): Promise<void> {
  const policy = documentText(properties['PolicyDocument'])
  for (const arn of topicsOf(properties)) await set(maker, arn, policy)
}

/** Without its policy a topic has the one that it was born with. */
async function reset(maker: Maker, arn: string): Promise<void> {
  await unlessGone(set(maker, arn, defaultPolicy(arn, maker.accountId)))
}

function set(maker: Maker, TopicArn: string, AttributeValue: string): Promise<unknown> {
  return maker.call('sns', 'SetTopicAttributes', {TopicArn, AttributeName: 'Policy', AttributeValue})
}
