import {callerText} from '../../arn.ts'
import type {ChangeEnd, ChangeStory, RunStory} from '../../operations/journal-story.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {Mark} from '../theme.ts'
import {bareTime, isoTime} from '../time.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'
import {commandLine, damageText, requestText} from './journal-words.ts'
import {momentsOf} from './moments.ts'

/** What one run did, change by change, and how each is taken back. */
export const runView: View<RunStory> = (run, options) => {
  const {runId, account, region, caller} = run
  const who = [account, region, caller === undefined ? undefined : callerText(caller)].filter(
    part => part !== undefined,
  )
  const changes = run.changes.flatMap(change => changeLines(change, options))
  const reveals = run.reveals.map(({at, resource, versionId, field}) => {
    const what = `${field === undefined ? 'the value' : `field ${visible(field)}`} of ${shortId(visible(versionId), options)}`
    return hanging(`${timeText(at, options)}  `, `shown     ${what}, ${visible(resource)}`, options.columns)
  })
  const broken = [...damageText(run), ...(run.torn ? ['its last line was cut off when it died'] : [])]
  return [
    hanging('', [runId, ...who.map(part => visible(part))].join(' · '), options.columns),
    hanging('ran      ', commandLine(run), Number.POSITIVE_INFINITY),
    hanging(`${endedMark(run, options)} `, endedText(run, options), options.columns),
    ...broken.map(text => hanging(`${options.theme.mark('warning')} `, text, options.columns)),
    ...(changes.length + reveals.length === 0 ? [] : ['', ...changes, ...reveals]),
  ].join('\n')
}

function endedMark({state, exitCode}: RunStory, {theme}: ViewOptions): string {
  if (state === 'running') return theme.mark('running')
  if (state === 'interrupted') return theme.mark('warning')
  return theme.mark(exitCode === 0 ? 'good' : 'off')
}

function endedText(
  {state, startedAt, endedAt, exitCode, endedBy, pid, changes}: RunStory,
  options: ViewOptions,
): string {
  const moments = momentsOf(options)
  const begun = startedAt === undefined ? '' : `began ${moments.full(Date.parse(startedAt))}, `
  if (state === 'running') return `${begun}runs as process ${pid ?? '?'}`
  const unknown = changes.filter(({end}) => end === 'unknown').length
  const open =
    unknown === 0 ? '' : `; of ${unknown === 1 ? 'one change' : `${unknown} changes`} nobody knows whether AWS made it`
  if (state === 'interrupted') return `${begun}was interrupted${open}`
  const end = endedAt === undefined ? '' : ` ${moments.full(Date.parse(endedAt))}`
  if (endedBy === undefined) return `${begun}ended${end} (exit ${exitCode ?? '?'})${open}`
  return `${begun}was interrupted and ${endedBy === 'close' ? 'closed' : 'resumed'}${end}${open}`
}

const marks: Readonly<Record<ChangeEnd, Mark>> = {
  done: 'good',
  failed: 'bad',
  stale: 'off',
  unknown: 'unknown',
  'under way': 'running',
}

function changeLines({intent, end, error}: ChangeStory, options: ViewOptions): readonly string[] {
  const {theme, columns} = options
  const start = `${timeText(intent.at, options)}  ${theme.mark(marks[end])} ${end.padEnd(9)} `
  const what = [visible(intent.action.split(':')[1] ?? intent.action), requestText(intent, options)].filter(
    text => text !== '',
  )
  const because = error === undefined ? '' : `: ${visible(error)}`
  const note = (label: string, text: string): string => `          ${label.padEnd(4)}  ${text}`
  return [
    hanging(start, `${what.join('  ')}${because}`, columns),
    note('of', visible(intent.resource)),
    // Commands and ARNs are for pasting, so they are not broken.
    ...(end === 'failed' || end === 'stale' ? [] : intent.undo.map(command => note('undo', visible(command)))),
  ]
}

function timeText(at: string, {tty, local}: ViewOptions): string {
  const moment = Date.parse(at)
  return tty ? bareTime(moment, {local}) : isoTime(moment)
}
