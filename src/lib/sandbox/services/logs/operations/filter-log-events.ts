import type {Call, OperationDefinition, World} from '../../../kernel.ts'
import {decodePageToken, encodePageToken} from '../../../pagination.ts'
import {groupNamed} from '../arns.ts'
import type {LogEvent, LogGroup} from '../entities.ts'
import {invalidParameter, invalidToken, noSuchStream} from '../errors.ts'
import {logsOperation, numberOf, TIME} from '../operation.ts'
import {compilePattern} from '../patterns/pattern.ts'
import type {LogsState} from '../state.ts'
import {inOrder} from '../state.ts'
import {eventId, isAfter} from '../tokens.ts'

const TOKEN = {tokenMember: 'nextToken', limitMember: 'limit'}
/** Events that one request looks at. The page may be empty although more follow: AWS promises no more. */
const SEARCHED = 10_000

interface Found {
  readonly event: LogEvent
  readonly stream: string
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export const filterLogEvents = (state: LogsState, world: World): OperationDefinition =>
  logsOperation({
    name: 'FilterLogEvents',
    readOnly: true,
    rules: {
      filterPattern: {type: 'string', max: 1024},
      startTime: TIME,
      endTime: TIME,
      limit: {type: 'number', min: 1, max: 10_000},
      nextToken: {type: 'string', min: 1},
      logStreamNames: {type: 'list', min: 1, max: 100},
      logStreamNamePrefix: {type: 'string', min: 1, max: 512},
    },
    run(call) {
      const group = state.need(call, groupNamed(call))
      const matches = compilePattern((call.input['filterPattern'] as string | undefined) ?? '')
      const candidates = eventsIn(call, state, group)
      const rest = afterToken(call, candidates)
      const searched = rest.slice(0, world.switches.pageSize ?? SEARCHED)
      const limit = numberOf(call, 'limit', SEARCHED)
      const found = searched.filter(({event}) => matches(event.message)).slice(0, limit)
      const last = found.length === limit ? found.at(-1) : searched.at(-1)
      const more = last !== undefined && last !== rest.at(-1)
      return {
        events: found.map(shown),
        searchedLogStreams: [],
        ...(more ? {nextToken: encodePageToken(call, TOKEN, `${last.event.at}/${last.event.sequence}`)} : {}),
      }
    },
  })

function eventsIn(call: Call, state: LogsState, group: LogGroup): Found[] {
  const startAt = numberOf(call, 'startTime', 0)
  const endAt = numberOf(call, 'endTime', Number.POSITIVE_INFINITY)
  return streamNames(call, group)
    .flatMap(name => {
      const stream = group.streams.get(name)
      if (stream === undefined) throw noSuchStream()
      return state.readable(group, stream).map(event => ({event, stream: name}))
    })
    .filter(({event}) => event.at >= startAt && event.at <= endAt)
    .sort((one, other) => inOrder(one.event, other.event))
}

function streamNames({input}: Call, group: LogGroup): readonly string[] {
  const {logStreamNames: names, logStreamNamePrefix: prefix} = input
  if (names !== undefined && prefix !== undefined) {
    throw invalidParameter('Cannot specify both logStreamNames and logStreamNamePrefix.')
  }
  if (names !== undefined) return names as string[]
  return [...group.streams.keys()].filter(name => name.startsWith((prefix as string | undefined) ?? ''))
}

function afterToken(call: Call, events: readonly Found[]): readonly Found[] {
  const {nextToken: token} = call.input
  if (token === undefined) return events
  const position = decodePageToken(call, TOKEN, token as string)
  if (position === undefined) throw invalidToken()
  const [at = 0, sequence = 0] = position.split('/').map(Number)
  return events.filter(({event}) => isAfter(event, {at, sequence}))
}

function shown({event, stream}: Found) {
  return {
    logStreamName: stream,
    timestamp: event.at,
    message: event.message,
    ingestionTime: event.ingestedAt,
    eventId: eventId(event),
  }
}
