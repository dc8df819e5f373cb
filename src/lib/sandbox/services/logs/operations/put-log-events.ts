import type {OperationDefinition, World} from '../../../kernel.ts'
import {validateInput} from '../../../validate.ts'
import {invalidParameter} from '../errors.ts'
import {GROUP_NAME, logsOperation, STREAM_NAME, textOf} from '../operation.ts'
import type {LogsState} from '../state.ts'

const DAY_MS = 86_400_000
const OLDEST_MS = 14 * DAY_MS
const NEWEST_MS = 2 * 3_600_000

interface Written {
  readonly timestamp: number
  readonly message: string
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const putLogEvents = (state: LogsState, world: World): OperationDefinition =>
  logsOperation({
    name: 'PutLogEvents',
    readOnly: false,
    streamMember: 'logStreamName',
    rules: {
      logGroupName: {...GROUP_NAME, required: true},
      logStreamName: {...STREAM_NAME, required: true},
      logEvents: {type: 'list', required: true, min: 1, max: 10_000},
    },
    run(call) {
      const groupName = textOf(call, 'logGroupName')
      const streamName = textOf(call, 'logStreamName')
      const group = state.need(call, groupName)
      state.needStream(call, groupName, streamName)
      const written = call.input['logEvents'] as readonly Written[]
      for (const event of written) checkEvent(event)
      checkOrder(written)
      const {kept, rejected} = sift(written, world.clock.now(), group.facts.retentionDays)
      state.append(
        group,
        streamName,
        kept.map(({timestamp: at, message}) => ({at, message})),
      )
      return {nextSequenceToken: world.uuid().replaceAll('-', ''), ...rejected}
    },
  })

function checkEvent(event: Written): void {
  const rules = {
    timestamp: {type: 'number', required: true, min: 0},
    message: {type: 'string', required: true, min: 1},
  } as const
  validateInput({...event}, rules, 'InvalidParameterException')
}

function checkOrder(events: readonly Written[]): void {
  if (events.some((event, index) => index > 0 && event.timestamp < (events[index - 1]?.timestamp ?? 0))) {
    throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.')
  }
}

/** What is too old, past retention or too far ahead is refused event by event, in an answer that is a success. */
function sift(events: readonly Written[], now: number, retentionDays: number | undefined) {
  const oldestAt = now - OLDEST_MS
  const expiredAt = retentionDays === undefined ? 0 : now - retentionDays * DAY_MS
  const kept = events.filter(({timestamp: at}) => at >= oldestAt && at >= expiredAt && at <= now + NEWEST_MS)
  const tooOld = events.filter(({timestamp: at}) => at < oldestAt).length
  const expired = events.filter(({timestamp: at}) => at < expiredAt).length
  const tooNew = events.findIndex(({timestamp: at}) => at > now + NEWEST_MS)
  const info = {
    ...(tooNew < 0 ? {} : {tooNewLogEventStartIndex: tooNew}),
    ...(tooOld === 0 ? {} : {tooOldLogEventEndIndex: tooOld}),
    ...(expired === 0 ? {} : {expiredLogEventEndIndex: expired}),
  }
  return {kept, rejected: kept.length === events.length ? {} : {rejectedLogEventsInfo: info}}
}
