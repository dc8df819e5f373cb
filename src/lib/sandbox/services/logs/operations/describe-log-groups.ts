import type {OperationDefinition, World} from '../../../kernel.ts'
import {pageOf} from '../../../pagination.ts'
import {groupArn} from '../arns.ts'
import type {LogGroup} from '../entities.ts'
import {linesOf} from '../entities.ts'
import {invalidToken} from '../errors.ts'
import {logsOperation} from '../operation.ts'
import type {LogsState} from '../state.ts'

/** Bytes that each event counts beside its message. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const EVENT_BYTES = 26

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export const describeLogGroups = (state: LogsState, world: World): OperationDefinition =>
  logsOperation({
    name: 'DescribeLogGroups',
    readOnly: true,
    rules: {
      logGroupNamePrefix: {type: 'string', min: 1, max: 512},
      logGroupNamePattern: {type: 'string', max: 512},
      limit: {type: 'number', min: 1, max: 50},
    },
    run(call) {
      const {logGroupNamePrefix: prefix = '', logGroupNamePattern: part = ''} = call.input
      const groups = state
        .list(call)
        .filter(({facts}) => facts.name.startsWith(prefix as string))
        .filter(({facts}) => facts.name.toLowerCase().includes((part as string).toLowerCase()))
      const {items, nextToken} = pageOf(call, world, groups, {
        tokenMember: 'nextToken',
        limitMember: 'limit',
        defaultLimit: 50,
        positionOf: ({facts}) => facts.name,
        isAfter: ({facts}, position) => facts.name > position,
        invalidToken,
      })
      return {logGroups: items.map(shown), ...(nextToken === undefined ? {} : {nextToken})}
    },
  })

function shown({facts, streams}: LogGroup) {
  const arn = groupArn(facts, facts.name)
  const storedBytes = [...streams.values()]
    .flatMap(stream => linesOf(stream))
    .reduce((sum, {message}) => sum + Buffer.byteLength(message) + EVENT_BYTES, 0)
  return {
    logGroupName: facts.name,
    creationTime: facts.createdAt,
    ...(facts.retentionDays === undefined ? {} : {retentionInDays: facts.retentionDays}),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes,
    logGroupClass: 'STANDARD',
    logGroupArn: arn,
  }
}
