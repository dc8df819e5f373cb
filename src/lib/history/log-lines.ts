import {jsonLine} from './log-lines-json.ts'
import {platformLine, textLine} from './log-lines-text.ts'
import type {LogLine, LogRecord} from './log-line.ts'

/** Reads one line in text or JSON form. A line that is nobody's platform line is the function's own text. */
export function logLine(record: LogRecord): LogLine {
  const message = record.message.replace(/[\r\n]+$/, '')
  return jsonLine(record.at, message) ?? platformLine(record.at, message) ?? textLine(record.at, message)
}
