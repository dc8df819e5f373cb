import type {Call, OperationDefinition, World} from '../../../kernel.ts'
import {groupNamed} from '../arns.ts'
import type {LogEvent} from '../entities.ts'
import {invalidToken} from '../errors.ts'
import {logsOperation, numberOf, STREAM_NAME, textOf, TIME} from '../operation.ts'
import type {LogsState} from '../state.ts'
import {directedToken, isAfter, positionOf, readDirectedToken} from '../tokens.ts'

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
export const getLogEvents = (state: LogsState, world: World): OperationDefinition =>
  logsOperation({
    name: 'GetLogEvents',
    readOnly: true,
    streamMember: 'logStreamName',
    rules: {
      logStreamName: {...STREAM_NAME, required: true},
      startTime: TIME,
      endTime: TIME,
      limit: {type: 'number', min: 1, max: 10_000},
      nextToken: {type: 'string', min: 1},
      startFromHead: {type: 'boolean'},
    },
    run(call) {
      const name = groupNamed(call)
      const stream = state.needStream(call, name, textOf(call, 'logStreamName'))
      const startAt = numberOf(call, 'startTime', 0)
      const endAt = numberOf(call, 'endTime', Number.POSITIVE_INFINITY)
      // Other than with FilterLogEvents, an event at endTime is left out.
      const events = state.readable(state.need(call, name), stream).filter(({at}) => at >= startAt && at < endAt)
      const limit = numberOf(call, 'limit', 10_000)
      const page = pageOf(call, events, Math.min(limit, world.switches.pageSize ?? limit))
      return {
        events: page.events.map(({at, message, ingestedAt}) => ({timestamp: at, message, ingestionTime: ingestedAt})),
        nextForwardToken: page.forward,
        nextBackwardToken: page.backward,
      }
    },
  })

interface Page {
  readonly events: readonly LogEvent[]
  readonly forward: string
  readonly backward: string
}

/** The newest page, or the oldest from the head; with a token the page behind or before it. At an end the token stays. */
function pageOf({input}: Call, events: readonly LogEvent[], limit: number): Page {
  const {nextToken: token} = input
  if (token === undefined) {
    const page = input['startFromHead'] === true ? events.slice(0, limit) : events.slice(-limit)
    return pageBetween(page, {forward: positionOf(undefined), backward: positionOf(undefined)})
  }
  const read = readDirectedToken(token as string)
  if (read === undefined) throw invalidToken()
  const {direction, position} = read
  const ahead = events.filter(event => isAfter(event, position))
  const behind = events.filter(event => !isAfter(event, position) && !isAt(event, position))
  const page = direction === 'f' ? ahead.slice(0, limit) : behind.slice(-limit)
  return pageBetween(page, {forward: position, backward: position})
}

function pageBetween(
  events: readonly LogEvent[],
  otherwise: {forward: ReturnType<typeof positionOf>; backward: ReturnType<typeof positionOf>},
): Page {
  const first = events[0]
  const last = events.at(-1)
  return {
    events,
    forward: directedToken('f', last === undefined ? otherwise.forward : positionOf(last)),
    backward: directedToken('b', first === undefined ? otherwise.backward : positionOf(first)),
  }
}

function isAt(event: LogEvent, position: {at: number; sequence: number}): boolean {
  return event.at === position.at && event.sequence === position.sequence
}
