import {lazily, orMissing, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {SnsGateway, TopicSubscription} from './gateways.ts'
import {nextPageToken} from './page-token.ts'
import {present} from './present.ts'

const service = 'sns'

/** Topics and who is subscribed to them. The SDK is loaded with the first call. */
export function snsGateway(clients: Clients): SnsGateway {
  const sdk = lazily(() => import('@aws-sdk/client-sns'))
  const client = lazily(async () => {
    const {SNSClient} = await sdk()
    return clients.make(config => new SNSClient(config), {actions: service})
  })

  return {
    topicExists: async (topicArn, options) => {
      const found = await orMissing(
        read(clients, {action: `${service}:GetTopicAttributes`, resource: topicArn}, options, async send => {
          const {GetTopicAttributesCommand} = await sdk()
          return (await client()).send(new GetTopicAttributesCommand({TopicArn: topicArn}), send)
        }),
      )
      return found !== undefined
    },

    async subscriptions(topicArn, options) {
      const found: TopicSubscription[] = []
      let token: string | undefined
      do {
        const about = {action: `${service}:ListSubscriptionsByTopic`, resource: topicArn}
        const page = await orMissing(
          read(clients, about, options, async send => {
            const {ListSubscriptionsByTopicCommand} = await sdk()
            const input = {TopicArn: topicArn, ...present({NextToken: token})}
            return (await client()).send(new ListSubscriptionsByTopicCommand(input), send)
          }),
        )
        for (const {Protocol = '', Endpoint = '', SubscriptionArn = ''} of page?.Subscriptions ?? [])
          // https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html: an ARN only once it is confirmed.
          found.push({protocol: Protocol, endpoint: Endpoint, confirmed: SubscriptionArn.startsWith('arn:')})
        token = nextPageToken(token, page?.NextToken)
      } while (token !== undefined)
      return found
    },
  }
}
