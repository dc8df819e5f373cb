import type {Authorization, Call, OperationDefinition} from '../../../kernel.ts'
import {isPlainObject} from '../../../plain-object.ts'
import {eventTime} from '../../cloudtrail/user-identity.ts'
import {busArn} from '../arns.ts'
import {validation} from '../errors.ts'
import {eventsOperation, listOf, type EventBridge} from '../operation.ts'

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const LARGEST = 262_144

interface Entry {
  readonly Source?: string
  readonly DetailType?: string
  readonly Detail?: string
  readonly Time?: number
  readonly Resources?: readonly string[]
  readonly EventBusName?: string
}

interface Refusal {
  readonly ErrorCode: string
  readonly ErrorMessage: string
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html: bad entries are told one by one. */
export const putEvents = (events: EventBridge): OperationDefinition =>
  eventsOperation({
    name: 'PutEvents',
    dataEvent: true,
    rules: {Entries: {type: 'list', required: true, min: 1, max: 10}},
    authorize: call => (listOf(call, 'Entries') as readonly Entry[]).map(entry => question(call, entry)),
    run(call) {
      const entries = listOf(call, 'Entries') as readonly Entry[]
      if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > LARGEST) {
        throw validation('Total size of the entries in the request is over the limit.')
      }
      const answers = entries.map(entry => refusalOf(call, entry) ?? {EventId: put(events, call, entry)})
      return {FailedEntryCount: answers.filter(answer => 'ErrorCode' in answer).length, Entries: answers}
    },
  })

function question(call: Call, {Source, DetailType}: Entry): Authorization {
  const conditions = {
    ...(Source === undefined ? {} : {'events:source': Source}),
    ...(DetailType === undefined ? {} : {'events:detail-type': DetailType}),
  }
  return {action: 'events:PutEvents', resource: busArn(call), resourceAsWritten: busArn(call), conditions}
}

function sizeOf({Source = '', DetailType = '', Detail = '', Time, Resources = []}: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources]
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14)
}

function refusalOf(call: Call, entry: Entry): Refusal | undefined {
  for (const member of ['Source', 'DetailType', 'Detail'] as const) {
    if ((entry[member] ?? '') !== '') continue
    const ErrorMessage = `Parameter ${member} is not valid. Reason: ${member} is a required argument.`
    return {ErrorCode: 'InvalidArgument', ErrorMessage}
  }
  if (detailOf(entry) === undefined) return {ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.'}
  // AWS's own sources are AWS's own: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html.
  if (entry.Source?.startsWith('aws.') === true) {
    return {ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.'}
  }
  const {EventBusName: name = 'default'} = entry
  if (name === 'default' || name === busArn(call)) return undefined
  return {ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${name} does not exist.`}
}

function detailOf({Detail = ''}: Entry): Record<string, unknown> | undefined {
  try {
    const detail: unknown = JSON.parse(Detail)
    return isPlainObject(detail) ? detail : undefined
  } catch {
    return undefined
  }
}

function put({world, bus}: EventBridge, {accountId, region}: Call, entry: Entry): string {
  return bus.accept({
    'detail-type': entry.DetailType ?? '',
    source: entry.Source ?? '',
    account: accountId,
    time: eventTime(entry.Time === undefined ? world.clock.now() : entry.Time * 1000),
    region,
    resources: entry.Resources ?? [],
    detail: detailOf(entry) ?? {},
  })
}
