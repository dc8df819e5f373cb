import {ServiceError} from '../../../kernel.ts'
import {given, unlessGone, type ResourceType} from './resource-type.ts'

const PROPERTIES = ['Endpoint', 'Protocol', 'TopicArn']

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html */
export const subscription: ResourceType = {
  required: ['Protocol', 'TopicArn'],
  properties: PROPERTIES,
  immutable: PROPERTIES,
  changeable: [],
  async create(maker, properties) {
    const input = {...given(properties, ...PROPERTIES), ReturnSubscriptionArn: 'true'}
    const {SubscriptionArn} = await maker.call('sns', 'Subscribe', input)
    return {physicalId: SubscriptionArn as string, attributes: {Arn: SubscriptionArn as string}}
  },
  update: (_maker, made) => Promise.resolve(made),
  async remove(maker, {physicalId: SubscriptionArn}) {
    try {
      await unlessGone(maker.call('sns', 'Unsubscribe', {SubscriptionArn}))
    } catch (error) {
      // One that nobody confirmed cannot be ended; it ends by itself.
      if (!(error instanceof ServiceError) || error.code !== 'InvalidParameter') throw error
    }
  },
}
