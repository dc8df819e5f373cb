import type {Event} from '@aws-sdk/client-cloudtrail'
import {lazily, read} from './call.ts'
import type {Clients} from './clients.ts'
import type {CallOptions, TrailEvent, TrailGateway} from './gateways.ts'
import {present} from './present.ts'
import {nextPageToken} from './page-token.ts'

const service = 'cloudtrail'

/** Look-ups in CloudTrail's event history. The SDK is loaded with the first call. */
export function trailGateway(clients: Clients): TrailGateway {
  const sdk = lazily(() => import('@aws-sdk/client-cloudtrail'))
  const client = lazily(async () => {
    const {CloudTrailClient} = await sdk()
    return clients.make(config => new CloudTrailClient(config), {actions: service})
  })

  const page = (
    attribute: {AttributeKey: 'EventName' | 'AccessKeyId'; AttributeValue: string},
    {since, until, token}: {since: number; until?: number; token?: string},
    options?: CallOptions,
  ) =>
    read(clients, {action: `${service}:LookupEvents`}, options, async send => {
      const {LookupEventsCommand} = await sdk()
      const answer = await (
        await client()
      ).send(
        new LookupEventsCommand({
          LookupAttributes: [attribute],
          StartTime: new Date(since),
          MaxResults: 50,
          ...present({EndTime: until === undefined ? undefined : new Date(until), NextToken: token}),
        }),
        send,
      )
      return {
        events: (answer.Events ?? []).map(toTrailEvent),
        ...present({nextToken: nextPageToken(token, answer.NextToken)}),
      }
    })

  return {
    async trails(options) {
      const found = await read(clients, {action: `${service}:DescribeTrails`}, options, async send => {
        const {DescribeTrailsCommand} = await sdk()
        return (await client()).send(new DescribeTrailsCommand({}), send)
      })
      return Promise.all(
        (found.trailList ?? []).map(({TrailARN: arn = '', HasCustomEventSelectors: selective = false}) =>
          read(clients, {action: `${service}:GetTrailStatus`, resource: arn}, options, async send => {
            const {GetTrailStatusCommand} = await sdk()
            const {IsLogging} = await (await client()).send(new GetTrailStatusCommand({Name: arn}), send)
            return {arn, logging: IsLogging === true, selective}
          }),
        ),
      )
    },

    page: (input, options) => page({AttributeKey: 'EventName', AttributeValue: input.eventName}, input, options),
    pageByAccessKey: (input, options) =>
      page({AttributeKey: 'AccessKeyId', AttributeValue: input.accessKeyId}, input, options),
  }
}

function toTrailEvent(event: Event): TrailEvent {
  return {
    eventId: event.EventId ?? '',
    name: event.EventName ?? '',
    at: event.EventTime?.getTime() ?? 0,
    record: parsed(event.CloudTrailEvent),
  }
}

/** The record comes as a JSON text; one that cannot be read says nothing rather than failing the page. */
function parsed(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const record: unknown = JSON.parse(text ?? '{}')
    return typeof record === 'object' && record !== null ? (record as Record<string, unknown>) : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
