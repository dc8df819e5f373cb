import type {AwsScope, FunctionConfiguration, LogEvent} from '../aws/gateways.ts'
import type {Context} from './context.ts'
import {hasPlatformLines, logsActions} from './logs.ts'
import {type Read, tryRead} from './try-read.ts'

export interface RecentLogQuery {
  /** Where the function lives. */
  readonly scope: AwsScope
  readonly function: Pick<FunctionConfiguration, 'logGroup' | 'logFormat' | 'systemLogLevel'>
  /** Epoch milliseconds. */
  readonly since: number
}

/** Lines of a log group, oldest first. Times are epoch milliseconds. */
export interface RecentLog {
  readonly records: readonly LogEvent[]
  /** From when on everything was read: later than asked for where there was too much. */
  readonly since: number
  readonly readAt: number
  /** false at log level WARN and above: no START and REPORT lines. */
  readonly platformLines: boolean
}

const firstSpanMs = 6 * 3_600_000
const mostLines = 10_000
/** A span with too many lines is halved so often. */
const mostHalvings = 6

/**
 * The newest lines of a function's log. CloudWatch gives the oldest first, so it is asked for one span before the other,
 * each four times as long; what is too much leaves out the oldest. A group that does not exist yet is an empty answer.
 */
export async function readRecentLog(
  context: Pick<Context, 'aws' | 'clock' | 'signal'>,
  query: RecentLogQuery,
): Promise<Read<RecentLog>> {
  const readAt = context.clock.now()
  const platformLines = hasPlatformLines(query.function)
  return tryRead(logsActions[0], async () => {
    let records: readonly LogEvent[] = []
    let reached = readAt
    for (let spanMs = firstSpanMs; reached > query.since && records.length < mostLines; spanMs *= 4) {
      const from = Math.max(query.since, reached - spanMs)
      const span = await readSpan(context, query, from, reached === readAt ? undefined : reached - 1)
      records = [...span.records, ...records]
      reached = span.since
      if (span.since > from) break
    }
    return {records, since: reached, readAt, platformLines}
  })
}

/** One span, or its newest part that is not too much. */
async function readSpan(
  context: Pick<Context, 'aws' | 'clock' | 'signal'>,
  {scope, function: {logGroup}}: RecentLogQuery,
  from: number,
  until: number | undefined,
): Promise<{readonly records: readonly LogEvent[]; readonly since: number}> {
  const {logs} = context.aws(scope)
  const end = until ?? context.clock.now()
  let since = from
  for (let halvings = 0; halvings <= mostHalvings; halvings += 1) {
    const input = {group: logGroup, since, maxEvents: mostLines, ...(until === undefined ? {} : {until})}
    const {events, cutOff} = await logs.filter(input, {signal: context.signal})
    if (!cutOff) return {records: events, since}
    since = Math.ceil((since + end) / 2)
  }
  return {records: [], since: end}
}
