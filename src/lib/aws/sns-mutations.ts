import {change, lazily} from './call.ts'
import type {Clients} from './clients.ts'
import type {SnsMutations} from './gateways.ts'

const service = 'sns'

/** Topics come, and who is subscribed to them. Reached through operations/mutate.ts only. */
export function snsMutations(clients: Clients): SnsMutations {
  const sdk = lazily(() => import('@aws-sdk/client-sns'))
  const client = lazily(async () => {
    const {SNSClient} = await sdk()
    return clients.make(config => new SNSClient(config), {actions: service, maxAttempts: 1})
  })

  return {
    createTopic: ({name}) =>
      change(clients, {action: `${service}:CreateTopic`, resource: name}, async () => {
        const {CreateTopicCommand} = await sdk()
        await (await client()).send(new CreateTopicCommand({Name: name}))
      }),

    deleteTopic: ({topicArn}) =>
      change(clients, {action: `${service}:DeleteTopic`, resource: topicArn}, async () => {
        const {DeleteTopicCommand} = await sdk()
        await (await client()).send(new DeleteTopicCommand({TopicArn: topicArn}))
      }),

    subscribe: ({topicArn, address}) =>
      change(clients, {action: `${service}:Subscribe`, resource: topicArn}, async () => {
        const {SubscribeCommand} = await sdk()
        await (await client()).send(new SubscribeCommand({TopicArn: topicArn, Protocol: 'email', Endpoint: address}))
      }),
  }
}
