import {nodeError} from './logged-error.ts'
import {endStatus, type LogLine, type ReportLine, type TextLine} from './log-line.ts'
import {platformLine} from './log-lines-text.ts'
import {numberAt, objectAt, parseObject, present, stringAt, type Json} from './records.ts'

/**
 * A line of the JSON log form: a record of the platform, or the function's text wrapped by the runtime. undefined when it
 * is neither. Shapes: Lambda developer guide, "JSON log format" and "Telemetry API event schema".
 */
export function jsonLine(at: number, message: string): LogLine | undefined {
  const line = parseObject(message)
  if (line === undefined) return undefined
  const type = stringAt(line, 'type')
  if (type !== undefined && type.startsWith('platform.')) return platformRecord(at, type, line)
  // The runtime's wrapper always carries a level and a time; other JSON is what the function printed itself. For what left
  // the handler, older runtimes for Python call the level log_level (aws-lambda-python-runtime-interface-client).
  const level = stringAt(line, 'level') ?? stringAt(line, 'log_level')
  if (level === undefined || stringAt(line, 'timestamp') === undefined) return undefined
  return wrappedText(at, line)
}

function platformRecord(at: number, type: string, line: Json): LogLine {
  const record = objectAt(line, 'record')
  const requestId = stringAt(record, 'requestId')
  if (type === 'platform.initStart') return {kind: 'init', at}
  if (type === 'platform.initReport' || type === 'platform.initRuntimeDone') return initEnd(at, record)
  if (requestId !== undefined && type === 'platform.start') return {kind: 'start', at, requestId}
  if (requestId !== undefined && type === 'platform.report') return report(at, requestId, record)
  // runtimeDone comes before report and says less; a record that Lambda adds later is not the function's text either.
  return {kind: 'platform', at}
}

function initEnd(at: number, record: Json | undefined): LogLine {
  const status = stringAt(record, 'status')
  if (status === undefined || endStatus(status) === 'success') return {kind: 'init', at}
  const errorType = stringAt(record, 'errorType')
  return {kind: 'init-failed', at, ...(errorType === undefined ? {} : {errorType})}
}

function report(at: number, requestId: string, record: Json | undefined): ReportLine {
  const status = stringAt(record, 'status')
  return present({
    kind: 'report' as const,
    at,
    requestId,
    durationMs: numberAt(record, 'metrics', 'durationMs'),
    billedMs: numberAt(record, 'metrics', 'billedDurationMs'),
    memoryMb: numberAt(record, 'metrics', 'memorySizeMB'),
    maxMemoryMb: numberAt(record, 'metrics', 'maxMemoryUsedMB'),
    initMs: numberAt(record, 'metrics', 'initDurationMs'),
    status: status === undefined ? undefined : endStatus(status),
    errorType: stringAt(record, 'errorType'),
  })
}

function wrappedText(at: number, line: Json): LogLine {
  const message = line['message']
  const text = typeof message === 'string' ? message : JSON.stringify(message ?? line)
  // "Task timed out" and the runtime's exit keep their text form inside the wrapper.
  const platform = platformLine(at, text)
  if (platform !== undefined) return platform
  const error = nodeError(objectAt(line, 'message') ?? line)
  const requestId = stringAt(line, 'requestId') ?? stringAt(line, 'AWSRequestId')
  const wrapped: TextLine = {kind: 'text', at, text, unhandled: false, ...present({requestId, error})}
  return wrapped
}
