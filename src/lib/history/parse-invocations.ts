import {failureOf} from './failures.ts'
import {hasWord, shownText} from './function-text.ts'
import type {Invocation} from './invocations.ts'
import type {LogLine, LogRecord} from './log-line.ts'
import {logLine} from './log-lines.ts'
import {present} from './records.ts'
import {stepSaid} from './steps.ts'

export interface InvocationSubject {
  readonly secretArn: string
  /** The version whose rotation is looked at; absent: any of the secret. */
  readonly versionId?: string
  /** More versions of the secret that a line may name. Absent: none. */
  readonly versionIds?: readonly string[]
  /** No other secret names the function, so every invocation is this secret's. */
  readonly servesOnlyThis: boolean
  /** Given: each line's whole text is kept, as this makes it (`--show-logs`): masked, where nothing masks it later. */
  readonly unhide?: (text: string) => string
}

interface Group {
  readonly stream: string
  requestId: string
  readonly records: LogRecord[]
  readonly lines: LogLine[]
}

/**
 * Log lines of one function as invocations, in the order of their first line. A stream belongs to one environment, which
 * handles one request at a time, so a line without a request id belongs to the request that is open in its stream; before
 * a START it belongs to the next one (init).
 */
export function parseInvocations(records: readonly LogRecord[], subject: InvocationSubject): readonly Invocation[] {
  const groups = Map.groupBy(inTimeOrder(records), record => record.stream)
  return [...groups.values()]
    .flatMap(groupStream)
    .toSorted((a, b) => a.lines[0]!.at - b.lines[0]!.at)
    .map(group => invocation(group, subject))
}

/** FilterLogEvents promises an order by time only; lines of one millisecond keep the order they came in. */
function inTimeOrder(records: readonly LogRecord[]): readonly LogRecord[] {
  return records.toSorted((a, b) => a.at - b.at)
}

function groupStream(records: readonly LogRecord[]): readonly Group[] {
  const groups: Group[] = []
  let open: Group | undefined
  for (const record of records) {
    const line = logLine(record)
    const requestId = 'requestId' in line ? line.requestId : undefined
    const closed = open !== undefined && open.lines.some(done => done.kind === 'report')
    const known = requestId === undefined ? undefined : groups.find(group => group.requestId === requestId)
    let group = known ?? open
    if (known === undefined && startsAnother(open, line, requestId, closed)) {
      group = {stream: record.stream, requestId: requestId ?? '', records: [], lines: []}
      groups.push(group)
    }
    if (group === undefined) continue
    if (group.requestId === '' && requestId !== undefined) group.requestId = requestId
    group.records.push(record)
    group.lines.push(line)
    open = group
  }
  return groups
}

function startsAnother(
  open: Group | undefined,
  line: LogLine,
  requestId: string | undefined,
  closed: boolean,
): boolean {
  if (open === undefined) return true
  if (requestId !== undefined) return open.requestId !== ''
  return closed && line.kind !== 'platform'
}

function invocation(group: Group, subject: InvocationSubject): Invocation {
  const {lines} = group
  const start = lines.find(line => line.kind === 'start')
  const report = lines.findLast(line => line.kind === 'report')
  const end = lines.findLast(line => line.kind === 'end')
  const shown = lines.map(line => ({at: line.at, ...shownText(line, knownIds(group.requestId, subject))}))
  return present({
    requestId: group.requestId,
    stream: group.stream,
    startedAt: start?.at,
    endedAt: report?.at ?? end?.at,
    durationMs: report?.durationMs,
    billedMs: report?.billedMs,
    memoryMb: report?.memoryMb,
    maxMemoryMb: report?.maxMemoryMb,
    step: stepSaid(ownTexts(lines)),
    belongsToSecret: subject.servesOnlyThis || group.records.some(record => names(record.message, subject)),
    failure: failureOf(lines),
    shown: shown.flatMap(({at, text}) => (text === undefined ? [] : [{at, text}])),
    hiddenCharacters: shown.reduce((sum, {hiddenCharacters}) => sum + hiddenCharacters, 0),
    ownText: subject.unhide === undefined ? undefined : unhidden(lines, subject.unhide),
  })
}

function ownTexts(lines: readonly LogLine[]): readonly string[] {
  return lines.flatMap(line => (line.kind === 'text' ? [line.text] : []))
}

function unhidden(lines: readonly LogLine[], unhide: (text: string) => string): readonly {at: number; text: string}[] {
  return lines.flatMap(line => (line.kind === 'text' ? [{at: line.at, text: unhide(line.text)}] : []))
}

function knownIds(requestId: string, subject: InvocationSubject): readonly string[] {
  return [requestId, ...versionsOf(subject), subject.secretArn].filter(id => id !== '')
}

/** Printed as text or inside JSON, where some encoders escape the slashes of an ARN. */
function names(message: string, subject: InvocationSubject): boolean {
  const text = message.replaceAll('\\/', '/')
  return [subject.secretArn, ...versionsOf(subject)].some(id => hasWord(text, id))
}

function versionsOf({versionId, versionIds = []}: InvocationSubject): readonly string[] {
  return versionId === undefined ? versionIds : [versionId, ...versionIds]
}
