import {parseObject} from './records.ts'
import {nodeError, pythonError} from './logged-error.ts'
import {endStatus, type LogLine, type ReportLine, type TextLine} from './log-line.ts'

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const iso = '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z'
const start = new RegExp(`^START RequestId: (${uuid})(?:\\s|$)`)
const end = new RegExp(`^END RequestId: (${uuid})\\s*$`)
const report = new RegExp(`^REPORT RequestId: (${uuid})\\s`)
const timeout = new RegExp(
  `^(?:${iso} |RequestId: )?(${uuid})?(?: Error:)? ?Task timed out after (\\d+\\.\\d+) seconds\\s*$`,
)
const exited = new RegExp(
  `^RequestId: (${uuid}) Error: Runtime exited (?:with error: (exit status \\d{1,3}|signal: [a-z]{1,20}(?: [a-z]{1,20})?)|without providing a reason)`,
)
const nodeLine = new RegExp(`^${iso}\\t(${uuid}|undefined)\\t(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\\t([\\s\\S]*)$`)
const pythonLine = new RegExp(`^\\[(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\\]\\t${iso}\\t(${uuid})?\\t([\\s\\S]*)$`)
const nodeUnhandled = /^(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection) *\t?(\{[\s\S]*)$/
// Python's runtime always adds a traceback; a function that prints "[ERROR] Failed: …" itself has none.
const pythonUnhandled = /^\[ERROR\] ([A-Za-z_][\w.]*)(?:: ([\s\S]*?))?[\r\n]+(Traceback [\s\S]*)$/
const pythonNotLoaded = /^\[ERROR\] (Runtime\.[A-Za-z]+)(?:: ([\s\S]*))?()$/

/** A line that the platform wrote in the text form, or undefined. */
export function platformLine(at: number, message: string): LogLine | undefined {
  if (message.startsWith('INIT_START ')) return {kind: 'init', at}
  if (message.startsWith('INIT_REPORT ')) return initReport(at, message)
  const started = start.exec(message)?.[1]
  if (started !== undefined) return {kind: 'start', at, requestId: started}
  const ended = end.exec(message)?.[1]
  if (ended !== undefined) return {kind: 'end', at, requestId: ended}
  const reported = report.exec(message)?.[1]
  if (reported !== undefined) return reportLine(at, reported, message)
  const timedOut = timeout.exec(message)
  if (timedOut !== null) return {kind: 'timeout', at, ...id(timedOut[1]), seconds: timedOut[2]!}
  const exit = exited.exec(message)
  if (exit !== null) return {kind: 'runtime', at, ...id(exit[1]), how: exit[2] ?? 'no reason given'}
  return undefined
}

function initReport(at: number, message: string): LogLine {
  if (!message.includes('Status: ')) return {kind: 'init', at}
  return {kind: 'init-failed', at, ...errorType(/Error Type: (\S+)/.exec(message)?.[1])}
}

function reportLine(at: number, requestId: string, message: string): ReportLine {
  const status = /\tStatus: (\w+)/.exec(message)?.[1]
  return {
    kind: 'report',
    at,
    requestId,
    ...measure('durationMs', /\sDuration: ([\d.]+) ms/.exec(message.replace('Billed Duration', 'Billed'))),
    ...measure('billedMs', /Billed Duration: ([\d.]+) ms/.exec(message)),
    ...measure('memoryMb', /Memory Size: (\d+) MB/.exec(message)),
    ...measure('maxMemoryMb', /Max Memory Used: (\d+) MB/.exec(message)),
    ...measure('initMs', /Init Duration: ([\d.]+) ms/.exec(message)),
    ...(status === undefined ? {} : {status: endStatus(status)}),
    ...errorType(/\tError Type: (\S+)/.exec(message)?.[1]),
  }
}

/** A line that the function or its runtime wrote in the text form; the runtime's prefix is taken off. */
export function textLine(at: number, message: string): TextLine {
  const node = nodeLine.exec(message)
  if (node !== null) return nodeText(at, id(node[1] === 'undefined' ? undefined : node[1]), node[2]!)
  const python = pythonLine.exec(message)
  if (python !== null) return {kind: 'text', at, ...id(python[1]), text: python[2]!, unhandled: false}
  const thrown = pythonUnhandled.exec(message) ?? pythonNotLoaded.exec(message)
  if (thrown === null) return {kind: 'text', at, text: message, unhandled: false}
  return {
    kind: 'text',
    at,
    text: message,
    unhandled: true,
    error: pythonError(thrown[1]!, thrown[2] ?? '', thrown[3] ?? ''),
  }
}

function nodeText(at: number, requestId: {requestId?: string}, text: string): TextLine {
  const body = nodeUnhandled.exec(text)?.[1]
  const parsed = parseObject(body ?? '')
  const error = parsed === undefined ? undefined : nodeError(parsed)
  return {kind: 'text', at, ...requestId, text, unhandled: body !== undefined, ...(error === undefined ? {} : {error})}
}

function id(requestId: string | undefined): {requestId?: string} {
  return requestId === undefined ? {} : {requestId}
}

function errorType(type: string | undefined): {errorType?: string} {
  return type === undefined ? {} : {errorType: type}
}

function measure<Name extends string>(name: Name, found: RegExpExecArray | null): {[K in Name]?: number} {
  const value = found === null ? Number.NaN : Number(found[1])
  return Number.isFinite(value) ? ({[name]: value} as {[K in Name]?: number}) : {}
}
