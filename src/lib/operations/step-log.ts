import type {FunctionFailure} from '../history/invocations.ts'
import {shownText} from '../history/function-text.ts'
import {logLine} from '../history/log-lines.ts'
import type {LogLine, LogRecord} from '../history/log-line.ts'

/** The log of one step, of which the last four kilobytes come with the answer. */
export interface StepLog {
  /** Lines that the function itself wrote. */
  readonly ownLines: number
  /** What may be shown of all lines, in order; `own`: the function wrote it, else the platform. */
  readonly shown: readonly {readonly own: boolean; readonly text: string}[]
  /** Characters of the function's own text that are kept back. */
  readonly hiddenCharacters: number
  /** From the platform's REPORT. Absent: it wrote none, as at log level WARN. */
  readonly report?: StepReport
}

/** What an invocation took: milliseconds and MB. */
export interface StepReport {
  readonly durationMs?: number
  readonly billedMs?: number
  readonly memoryMb?: number
  readonly maxMemoryMb?: number
}

/** Reads the lines of one step by the allow-list; `knownIds` are those that may be shown where the function wrote them. */
export function stepLog(records: readonly LogRecord[], knownIds: readonly string[]): StepLog {
  const lines = records.map(logLine)
  const texts = lines.map(line => ({own: line.kind === 'text', ...shownText(line, knownIds)}))
  const report = lines.findLast(line => line.kind === 'report')
  return {
    ownLines: texts.filter(({own}) => own).length,
    shown: texts.flatMap(({own, text}) => (text === undefined ? [] : [{own, text}])),
    hiddenCharacters: texts.reduce((sum, {hiddenCharacters}) => sum + hiddenCharacters, 0),
    ...(report === undefined ? {} : {report: reportOf(report)}),
  }
}

function reportOf({durationMs, billedMs, memoryMb, maxMemoryMb}: Extract<LogLine, {kind: 'report'}>): StepReport {
  return {
    ...(durationMs === undefined ? {} : {durationMs}),
    ...(billedMs === undefined ? {} : {billedMs}),
    ...(memoryMb === undefined ? {} : {memoryMb}),
    ...(maxMemoryMb === undefined ? {} : {maxMemoryMb}),
  }
}

/** The sentence that a failure's text gives for what stands behind the exception; undefined: none. */
export function causeOf({kind, text}: FunctionFailure): string | undefined {
  if (kind === 'timeout') return undefined
  const colon = text.indexOf(': ')
  return colon === -1 ? undefined : text.slice(colon + 2)
}
