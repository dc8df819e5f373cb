import type {LoggedError} from './logged-error.ts'

/** One event of a log group as a gateway hands it over. */
export interface LogRecord {
  readonly stream: string
  readonly at: number
  readonly message: string
}

/** A line of a function's log, read. Everything but `text` is written by the platform. Times are epoch milliseconds. */
export type LogLine =
  | {readonly kind: 'init' | 'platform'; readonly at: number}
  | {readonly kind: 'init-failed'; readonly at: number; readonly errorType?: string}
  | {readonly kind: 'start'; readonly at: number; readonly requestId: string}
  | {readonly kind: 'end'; readonly at: number; readonly requestId: string}
  | ReportLine
  | {readonly kind: 'timeout'; readonly at: number; readonly requestId?: string; readonly seconds: string}
  | {readonly kind: 'runtime'; readonly at: number; readonly requestId?: string; readonly how: string}
  | TextLine

export interface ReportLine {
  readonly kind: 'report'
  readonly at: number
  readonly requestId: string
  readonly durationMs?: number
  readonly billedMs?: number
  readonly memoryMb?: number
  readonly maxMemoryMb?: number
  readonly initMs?: number
  /** Absent: the platform said nothing, which in text form is also the case when the handler threw. */
  readonly status?: 'success' | 'timeout' | 'error'
  readonly errorType?: string
}

export interface TextLine {
  readonly kind: 'text'
  readonly at: number
  readonly requestId?: string
  /** Without the prefix that the runtime puts before it (time, request id, level). */
  readonly text: string
  readonly error?: LoggedError
  /** The runtime wrote it because an exception left the handler or the module's top level. */
  readonly unhandled: boolean
}

/** The platform's word for the end of an invocation; `failure` and `error` differ only in who noticed. */
export function endStatus(word: string): NonNullable<ReportLine['status']> {
  return word === 'success' || word === 'timeout' ? word : 'error'
}
