import type {OperationDefinition, World} from '../../../kernel.ts'
import {pageOf} from '../../../pagination.ts'
import {groupArn, groupNamed} from '../arns.ts'
import type {LogEvent, LogGroup, LogStream} from '../entities.ts'
import {invalidParameter, invalidToken} from '../errors.ts'
import {logsOperation} from '../operation.ts'
import type {LogsState} from '../state.ts'

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export const describeLogStreams = (state: LogsState, world: World): OperationDefinition =>
  logsOperation({
    name: 'DescribeLogStreams',
    readOnly: true,
    rules: {
      orderBy: {type: 'string', values: ['LogStreamName', 'LastEventTime']},
      descending: {type: 'boolean'},
      logStreamNamePrefix: {type: 'string', min: 1, max: 512},
      limit: {type: 'number', min: 1, max: 50},
    },
    run(call) {
      const {orderBy, descending, logStreamNamePrefix: prefix} = call.input
      if (orderBy === 'LastEventTime' && prefix !== undefined) {
        throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
      }
      const group = state.need(call, groupNamed(call))
      const rows = [...group.streams.values()]
        .filter(({name}) => name.startsWith((prefix as string | undefined) ?? ''))
        .map(stream => ({stream, events: state.readable(group, stream)}))
        .sort(orderBy === 'LastEventTime' ? byLastEvent : byName)
      if (descending === true) rows.reverse()
      const {items, nextToken} = pageOf(call, world, rows, {
        tokenMember: 'nextToken',
        limitMember: 'limit',
        defaultLimit: 50,
        positionOf: ({stream}) => stream.name,
        invalidToken,
      })
      return {logStreams: items.map(row => shown(group, row)), ...(nextToken === undefined ? {} : {nextToken})}
    },
  })

interface Row {
  readonly stream: LogStream
  readonly events: readonly LogEvent[]
}

function byName(one: Row, other: Row): number {
  return one.stream.name < other.stream.name ? -1 : 1
}

function byLastEvent(one: Row, other: Row): number {
  return (one.events.at(-1)?.at ?? 0) - (other.events.at(-1)?.at ?? 0) || byName(one, other)
}

function shown({facts}: LogGroup, {stream, events}: Row) {
  const first = events[0]
  const last = events.at(-1)
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    ...(first === undefined || last === undefined
      ? {}
      : {firstEventTimestamp: first.at, lastEventTimestamp: last.at, lastIngestionTime: last.ingestedAt}),
    arn: `${groupArn(facts, facts.name)}:log-stream:${stream.name}`,
    storedBytes: 0,
  }
}
