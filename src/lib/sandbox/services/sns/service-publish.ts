import type {World} from '../../kernel.ts'
import type {Topic} from './entities.ts'

/**
 * Whether a topic's policy lets a service publish. EventBridge sends no context along, so a statement with a condition on
 * the source never holds: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html.
 */
export function serviceMayPublish(world: World, topic: Topic, servicePrincipal: string): boolean {
  const {accountId, arn, policy} = topic
  const principal = {kind: 'service', accountId, arn: servicePrincipal, accessKeyId: '', userId: ''} as const
  const question = {action: 'SNS:Publish', resource: arn, resourceAccountId: accountId, resourcePolicy: policy}
  return world.identities.authorize(principal, question).allowed
}
