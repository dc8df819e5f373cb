import type {TimelineLine} from '../../history/timeline/lines.ts'
import type {HistoryResult} from '../../operations/history-result.ts'
import {visible} from '../foreign.ts'
import {dateOnly, spanText} from '../time.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {historyLineView} from './history-line.ts'
import {problemView} from './history-problem.ts'
import {momentsOf} from './moments.ts'

/** Problems shown with what belongs to them; the rest is counted. */
const mostProblems = 3

/** What went wrong, newest first, and then everything in the order it happened. */
export const historyView: View<HistoryResult> = (result, options) => {
  const {lines, leftOut} = result
  const older = leftOut === 0 ? [] : [`${leftOut} older ${leftOut === 1 ? 'line' : 'lines'} left out (--limit)`]
  const days = dayHeads(options)
  const told = lines.flatMap(line => [...days(line), historyLineView(line, options)])
  return [
    ...headLines(result, options),
    '',
    ...older,
    ...told,
    ...(told.length === 0 ? [] : ['']),
    ...coverLines(result, options),
  ].join('\n')
}

/** What is said before `--follow` goes on. */
export function followNote(name: string): string {
  return `Following ${visible(name)}: labels and log every 2s, CloudTrail one event name every 10s. Ctrl-C ends it.`
}

/** A line's date, when it is another than that of the line before; none in a pipe, where times are whole. */
export function dayHeads(options: ViewOptions): (line: TimelineLine) => readonly string[] {
  let day: string | undefined
  return ({at}) => {
    const next = dateOnly(at, {local: options.local})
    if (!options.tty || next === day) return []
    day = next
    return [options.theme.dim(next)]
  }
}

function headLines(result: HistoryResult, options: ViewOptions): readonly string[] {
  const {problems, name, notRead, covered} = result
  if (problems.length > 0) {
    const shown = problems.slice(0, mostProblems).flatMap(problem => problemView(problem, name, options))
    const rest = problems.length - mostProblems
    return [...shown, ...(rest > 0 ? [`and ${rest} older ${rest === 1 ? 'problem' : 'problems'} (--json)`] : [])]
  }
  // That nothing failed is claimed only where every source that could show it was read.
  const sure = covered.events !== undefined && covered.events.cutOff.length === 0 && notRead.length === 0
  const since = momentsOf(options).full(result.since)
  const text = sure
    ? `no failed, abandoned or cancelled rotation seen since ${since}`
    : 'no problem in what could be read, and not everything could be'
  return [hanging(`${options.theme.mark(sure ? 'good' : 'unknown')} `, `${visible(name)}: ${text}`, options.columns)]
}

function coverLines({covered, lines, leftOut, since}: HistoryResult, options: ViewOptions): readonly string[] {
  const times = momentsOf(options)
  const {events, log, versions} = covered
  const count = lines.length + leftOut
  const text = [
    `${leftOut === 0 ? '' : `${lines.length} of `}${count} ${count === 1 ? 'line' : 'lines'} since ${times.full(since)}.`,
    events === undefined
      ? undefined
      : `CloudTrail, ${events.names.length} event names since ${times.full(events.since)}, up to ${spanText(15 * 60_000)} late.`,
    log === undefined ? undefined : `Log ${visible(log.group)} since ${times.full(log.since)}.`,
    log === undefined || log.since <= since ? undefined : 'Older lines of the log were not read: too many.',
    log?.platformLines === false
      ? 'Its level leaves out START and REPORT: steps that went well are not seen.'
      : undefined,
    log?.shared === true ? 'Other secrets have the same function.' : undefined,
    versions === undefined ? undefined : `${versions} ${versions === 1 ? 'version' : 'versions'}.`,
  ]
  return [hanging('', text.filter(part => part !== undefined).join(' '), options.columns)]
}
