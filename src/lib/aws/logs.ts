import {SecrotError} from '../errors.ts'
import {lazily, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {LogEvent, LogsGateway} from './gateways.ts'
import {present} from './present.ts'
import {nextPageToken} from './page-token.ts'

const service = 'logs'
const defaultMaxEvents = 10_000

/** Reads of CloudWatch Logs. The SDK is loaded with the first call. */
export function logsGateway(clients: Clients): LogsGateway {
  const sdk = lazily(() => import('@aws-sdk/client-cloudwatch-logs'))
  const client = lazily(async () => {
    const {CloudWatchLogsClient} = await sdk()
    return clients.make(config => new CloudWatchLogsClient(config), {actions: service})
  })

  return {
    async filter({group, since, until, pattern, maxEvents = defaultMaxEvents}, options) {
      const events: LogEvent[] = []
      let token: string | undefined
      try {
        do {
          const page = await read(
            clients,
            {action: `${service}:FilterLogEvents`, resource: group},
            options,
            async send => {
              const {FilterLogEventsCommand} = await sdk()
              return (await client()).send(
                new FilterLogEventsCommand({
                  logGroupName: group,
                  startTime: since,
                  ...present({endTime: until, filterPattern: pattern, nextToken: token}),
                }),
                send,
              )
            },
          )
          for (const event of page.events ?? []) {
            events.push({
              stream: event.logStreamName ?? '',
              at: event.timestamp ?? 0,
              message: event.message ?? '',
              eventId: event.eventId ?? '',
            })
          }
          token = nextPageToken(token, page.nextToken)
        } while (token !== undefined && events.length < maxEvents)
      } catch (error) {
        // Lambda makes the group with the first invocation, so a missing one means: never ran.
        if (error instanceof SecrotError && error.code === 'NOT_FOUND') return {events: [], cutOff: false}
        throw error
      }
      // Within a page the service orders by time; across the streams of two pages it promises nothing.
      events.sort((a, b) => a.at - b.at)
      return {events: events.slice(0, maxEvents), cutOff: token !== undefined || events.length > maxEvents}
    },

    async group(name, options) {
      let token: string | undefined
      do {
        const page = await read(
          clients,
          {action: `${service}:DescribeLogGroups`, resource: name},
          options,
          async send => {
            const {DescribeLogGroupsCommand} = await sdk()
            const input = {logGroupNamePrefix: name, ...present({nextToken: token})}
            return (await client()).send(new DescribeLogGroupsCommand(input), send)
          },
        )
        // The shortest of the names that begin so comes first.
        const found = page.logGroups?.find(({logGroupName}) => logGroupName === name)
        if (found !== undefined) return present({retentionDays: found.retentionInDays})
        token = nextPageToken(token, page.nextToken)
      } while (token !== undefined)
      return undefined
    },

    groupTags: (groupArn, options) =>
      read(clients, {action: `${service}:ListTagsForResource`, resource: groupArn}, options, async send => {
        const {ListTagsForResourceCommand} = await sdk()
        const {tags = {}} = await (await client()).send(new ListTagsForResourceCommand({resourceArn: groupArn}), send)
        return tags
      }),
  }
}
