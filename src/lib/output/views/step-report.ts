import type {FunctionFailure} from '../../history/invocations.ts'
import type {StepChange} from '../../operations/step-change.ts'
import type {StepRecord} from '../../operations/step-send.ts'
import {visible} from '../foreign.ts'
import {hiddenNote} from '../hidden-note.ts'
import {shortId} from '../ids.ts'
import {bareTime, isoTime} from '../time.ts'
import type {ViewOptions} from '../view.ts'
import {named} from './step-ahead.ts'
import {moveText} from './watch-line.ts'

/** How a step went: result, log and what it changed. With `wholeLog` all lines that may be shown are there. */
export function stepReportView(record: StepRecord, wholeLog: boolean, options: ViewOptions): string {
  return [
    named('result', resultText(record, options), options),
    ...logLines(record, wholeLog, options),
    ...changedLines(record, options),
  ].join('\n')
}

/** What may be shown of the log of one step, the platform's lines too; with --show-logs all that the function wrote. */
export function stepLogView({sent}: StepRecord, options: ViewOptions): string {
  const lines = sent === undefined ? [] : [...sent.log.shown.map(({text}) => text), ...(sent.ownText ?? [])]
  const hidden = sent?.ownText === undefined ? hiddenNote(sent?.log.hiddenCharacters ?? 0) : undefined
  return (
    below('log', [...lines, ...(hidden === undefined ? [] : [hidden])], options).join('\n') ||
    named('log', 'empty', options)
  )
}

/** The difference since this run began. */
export function stepChangesView(change: StepChange, last: StepRecord, options: ViewOptions): string {
  return named('since', `this run began: ${wholeChange(change, last, options)}`, options)
}

function resultText({sent, startedAt, outcome, withoutEffect}: StepRecord, options: ViewOptions): string {
  if (sent === undefined) return 'UNKNOWN, no reply came: the function may have ended, or may go on'
  const {report} = sent.log
  const duration = `${Math.round(report?.durationMs ?? sent.endedAt - startedAt)} ms`
  const request = sent.requestId === undefined ? [] : [`request ${shortId(sent.requestId, options)}`]
  if (outcome === 'failed') {
    const why = withoutEffect
      ? 'it ended without error, and AWSCURRENT did not move'
      : whyText(sent.failure, sent.functionError)
    return ['FAILED', duration, why, ...request].join(', ')
  }
  if (report === undefined)
    return ['ok', `${duration} by the clock of this machine, no REPORT line`, ...request].join(', ')
  const billed = report.billedMs === undefined ? [] : [`billed ${Math.round(report.billedMs)} ms`]
  const memory = report.maxMemoryMb === undefined ? [] : [`${report.maxMemoryMb} of ${report.memoryMb ?? '?'} MB`]
  return ['ok', duration, ...billed, ...memory, ...request].join(', ')
}

function whyText(failure: FunctionFailure | undefined, functionError: string | undefined): string {
  if (failure?.kind === 'timeout') return failure.text
  return `${visible(functionError ?? 'error')}: ${failure?.exceptionClass ?? failure?.text ?? 'it does not say why'}`
}

function logLines({step, sent}: StepRecord, wholeLog: boolean, options: ViewOptions): readonly string[] {
  if (sent === undefined) return []
  const {log, failure, cause, ownText} = sent
  const hidden = ownText === undefined ? hiddenNote(log.hiddenCharacters) : undefined
  const shown = wholeLog ? log.shown.filter(({from}) => from === 'function').map(({text}) => text) : []
  const own = (ownText ?? shown).map(text => visible(text))
  if (failure !== undefined && failure.kind !== 'timeout') {
    const notes = [cause === undefined ? undefined : `cause: ${cause}`, hidden].filter(note => note !== undefined)
    return below(
      'log',
      [...own, failureLine(failure, step, options), notes.join(` ${options.theme.signs.dot} `)],
      options,
    )
  }
  if (log.ownLines === 0) return []
  const count = `${log.ownLines} line${log.ownLines === 1 ? '' : 's'}`
  return below('log', [[count, hidden].filter(note => note !== undefined).join(', '), ...own], options)
}

/** `03:20:31 AssertionError at testSecret (hook.mjs:88:11)` */
function failureLine(
  {awsCode, awsOperation, exceptionClass, place, at}: FunctionFailure,
  step: string,
  {tty, local}: ViewOptions,
): string {
  const what = awsCode ?? exceptionClass ?? 'an exception'
  const call = awsOperation === undefined ? '' : ` (${awsOperation})`
  const where = place === undefined ? '' : ` (${place})`
  return `${tty ? bareTime(at, {local}) : isoTime(at)} ${what}${call} at ${step}${where}`
}

function changedLines(record: StepRecord, options: ViewOptions): readonly string[] {
  const {outcome, change, current, again, target} = record
  if (change === undefined) return [named('changed', 'not known: nobody looked any more', options)]
  const {labels, value} = change
  const nothing = labels.length === 0 && value.kind === 'nothing'
  const asked = target?.kind === 'asked'
  if (nothing && outcome === 'ok' && again && !asked) return []
  const answers = asked ? ` ${options.theme.signs.dot} target: ${targetText(record, options)}` : ''
  if (nothing && outcome === 'failed') {
    const readers = current === undefined ? '' : `; consumers read ${shortId(current, options)} as before`
    return [named('changed', `nothing${readers}${answers}`, options)]
  }
  const movesOnly = labels.length > 0 && (value.kind === 'nothing' || value.kind === 'unknown')
  const text = movesOnly ? `${movesText(change, options)}${answers}` : wholeChange(change, record, options)
  return [named('changed', text, options)]
}

function wholeChange(change: StepChange, record: StepRecord, options: ViewOptions): string {
  const labels = change.labels.length === 0 ? 'nothing' : movesText(change, options)
  const value = valueText(change, record.versionId, options)
  const parts = [`labels: ${labels}`, `value: ${value}`, `target: ${targetText(record, options)}`]
  return parts.join(` ${options.theme.signs.dot} `)
}

function targetText({target}: StepRecord, options: ViewOptions): string {
  if (target === undefined) return 'not asked'
  if (target.kind === 'not-asked') return `not asked (${target.flag})`
  const words = {accepted: 'accepts', rejected: 'rejects', gone: 'does not know', unknown: 'not known for'}
  const said = target.answers.map(({versionId, answer, reason}) => {
    const why = reason === undefined ? '' : ` (${visible(reason)})`
    return `${words[answer]} ${shortId(versionId, options)}${why}`
  })
  return said.join(', ')
}

function movesText({labels}: StepChange, options: ViewOptions): string {
  return labels.map(move => moveText(move, options)).join(` ${options.theme.signs.dot} `)
}

function valueText({value}: StepChange, versionId: string, options: ViewOptions): string {
  if (value.kind === 'nothing') return 'nothing'
  if (value.kind === 'unknown') return visible(value.reason)
  const id = shortId(versionId, options)
  if (value.kind === 'written') return `stored in ${id} ~`
  const {from, to, fields} = value.difference
  if (to.kind === 'none') return `gone from ${id}`
  const kinds = {object: 'JSON object', text: 'text', binary: 'binary'}
  const shape = `${kinds[to.kind]}, ${to.bytes} ${to.bytes === 1 ? 'byte' : 'bytes'}`
  if (from.kind === 'none') return `stored in ${id}, ${shape}`
  const counts = (['added', 'removed', 'changed'] as const).map(change => ({
    change,
    count: fields.filter(field => field.change === change).length,
  }))
  const some = counts.filter(({count}) => count > 0).map(({change, count}) => `${count} ${change}`)
  return [`another in ${id}`, shape, ...(some.length === 0 ? [] : [`fields: ${some.join(', ')}`])].join(', ')
}

/** A name and lines below one another; empty ones are left out. */
function below(name: string, lines: readonly string[], options: ViewOptions): readonly string[] {
  return lines.filter(line => line !== '').map((line, index) => named(index === 0 ? name : '', visible(line), options))
}
