import {shownText} from '../history/function-text.ts'
import {logLine} from '../history/log-lines.ts'
import type {LogLine, LogRecord} from '../history/log-line.ts'

/** The log of one step, of which the last four kilobytes come with the answer. */
export interface StepLog {
  /** Lines that the function itself wrote. */
  readonly ownLines: number
  /** What may be shown of all lines, in order, and who wrote it; `error`: the runtime, for an exception of the function. */
  readonly shown: readonly {readonly from: 'platform' | 'function' | 'error'; readonly text: string}[]
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
  const texts = lines.map(line => ({from: writerOf(line), ...shownText(line, knownIds)}))
  const report = lines.findLast(line => line.kind === 'report')
  return {
    ownLines: texts.filter(({from}) => from !== 'platform').length,
    shown: texts.flatMap(({from, text}) => (text === undefined ? [] : [{from, text}])),
    hiddenCharacters: texts.reduce((sum, {hiddenCharacters}) => sum + hiddenCharacters, 0),
    ...(report === undefined ? {} : {report: reportOf(report)}),
  }
}

function writerOf(line: LogLine): StepLog['shown'][number]['from'] {
  if (line.kind !== 'text') return 'platform'
  return line.error === undefined ? 'function' : 'error'
}

function reportOf({durationMs, billedMs, memoryMb, maxMemoryMb}: Extract<LogLine, {kind: 'report'}>): StepReport {
  return {
    ...(durationMs === undefined ? {} : {durationMs}),
    ...(billedMs === undefined ? {} : {billedMs}),
    ...(memoryMb === undefined ? {} : {memoryMb}),
    ...(maxMemoryMb === undefined ? {} : {maxMemoryMb}),
  }
}
