import {lazily, orMissing, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {EventsGateway, RuleTarget} from './gateways.ts'
import {nextPageToken} from './page-token.ts'
import {present} from './present.ts'

const service = 'events'

/** Rules of EventBridge's default bus. The SDK is loaded with the first call. */
export function eventsGateway(clients: Clients): EventsGateway {
  const sdk = lazily(() => import('@aws-sdk/client-eventbridge'))
  const client = lazily(async () => {
    const {EventBridgeClient} = await sdk()
    return clients.make(config => new EventBridgeClient(config), {actions: service})
  })

  return {
    rule: (name, options) =>
      orMissing(
        read(clients, {action: `${service}:DescribeRule`, resource: name}, options, async send => {
          const {DescribeRuleCommand} = await sdk()
          const rule = await (await client()).send(new DescribeRuleCommand({Name: name}), send)
          return {
            arn: rule.Arn ?? '',
            enabled: rule.State !== 'DISABLED',
            ...present({pattern: rule.EventPattern, description: rule.Description}),
          }
        }),
      ),

    async targets(ruleName, options) {
      const targets: RuleTarget[] = []
      let token: string | undefined
      do {
        const about = {action: `${service}:ListTargetsByRule`, resource: ruleName}
        const page = await orMissing(
          read(clients, about, options, async send => {
            const {ListTargetsByRuleCommand} = await sdk()
            const input = {Rule: ruleName, ...present({NextToken: token})}
            return (await client()).send(new ListTargetsByRuleCommand(input), send)
          }),
        )
        targets.push(...(page?.Targets ?? []).map(({Id = '', Arn = ''}) => ({id: Id, arn: Arn})))
        token = nextPageToken(token, page?.NextToken)
      } while (token !== undefined)
      return targets
    },
  }
}
