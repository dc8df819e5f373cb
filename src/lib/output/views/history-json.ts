import type {TimelineLine} from '../../history/timeline/lines.ts'
import type {Problem} from '../../history/timeline/problems.ts'
import type {HistoryResult} from '../../operations/history-result.ts'
import type {NotRead} from '../../operations/status-result.ts'
import {isoTime} from '../time.ts'
import {withIsoTimes} from './watch-json.ts'

/** The answer of `history --json`; what is not known is null. Times are ISO, ids whole. */
export interface HistoryJson {
  readonly secret: {readonly arn: string | null; readonly name: string}
  readonly account: string | null
  readonly region: string
  readonly since: string
  readonly problems: readonly unknown[]
  readonly lines: readonly unknown[]
  readonly leftOut: number
  readonly covered: unknown
  readonly notRead: readonly unknown[]
  readonly next: readonly string[] | null
}

export function historyJson(result: HistoryResult): HistoryJson {
  const {events, log, versions} = result.covered
  return {
    secret: {arn: result.arn ?? null, name: result.name},
    account: result.scope.accountId ?? null,
    region: result.scope.region,
    since: isoTime(result.since),
    problems: result.problems.map(problem => withIsoTimes(problem)),
    lines: result.lines.map(line => withIsoTimes(line)),
    leftOut: result.leftOut,
    covered: {
      events: events === undefined ? null : {...events, since: isoTime(events.since)},
      log: log === undefined ? null : {...log, since: isoTime(log.since)},
      versions: versions ?? null,
    },
    notRead: result.notRead,
    next: result.next ?? null,
  }
}

/** Objects of `--format ndjson`: problems newest first, what could not be read, then the lines. */
export function historyItems({problems, notRead, lines}: HistoryResult): readonly unknown[] {
  return [...problems.map(problemItem), ...notRead.map(notReadItem), ...lines.map(lineItem)]
}

function problemItem(problem: Problem): unknown {
  return {kind: 'problem', problem: withIsoTimes(problem)}
}

export function notReadItem(notRead: NotRead): unknown {
  return {kind: 'not-read', notRead}
}

export function lineItem(line: TimelineLine): unknown {
  return withIsoTimes(line)
}
