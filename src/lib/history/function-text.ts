import {awsRefusal} from './aws-refusals.ts'
import {errorName, networkSymptom} from './error-names.ts'
import type {LogLine, TextLine} from './log-line.ts'
import {placeOf} from './places.ts'
import {rotatorReason} from './rotator-reasons.ts'
import {stepSaid} from './steps.ts'

/** What may be shown of a line, and how many characters of it are kept back. */
export interface ShownText {
  /** undefined: nothing in the line may be shown. */
  readonly text: string | undefined
  readonly hiddenCharacters: number
}

/**
 * The allow-list of product.md, "Text from outside": what the platform writes, exception class, file and line, AWS
 * operation and error code, ARNs, known ids, and our own words. Everything is rebuilt from what was recognised; no part of
 * a function's text is passed through. `knownIds` are ids that secrot itself knows (version, request): any other id in the
 * text, a UUID too, may be the secret.
 */
export function shownText(line: LogLine, knownIds: readonly string[]): ShownText {
  if (line.kind !== 'text') return {text: platformText(line), hiddenCharacters: 0}
  const pieces = [
    ...errorPieces(line),
    ...step(line),
    ...knownIds.filter(id => hasWord(line.text, id)),
    ...arns(line.text),
  ]
  const shown = [...new Set(pieces)]
  const whole = characters(line.text)
  const told = shown.filter(piece => line.text.includes(piece)).reduce((sum, piece) => sum + characters(piece), 0)
  return {text: shown.length === 0 ? undefined : shown.join(' · '), hiddenCharacters: Math.max(0, whole - told)}
}

function platformText(line: Exclude<LogLine, TextLine>): string | undefined {
  switch (line.kind) {
    case 'init':
      return 'INIT'
    case 'init-failed':
      return `INIT failed${suffix(errorName(line.errorType))}`
    case 'start':
      return `START RequestId: ${line.requestId}`
    case 'end':
      return `END RequestId: ${line.requestId}`
    case 'report':
      return `REPORT RequestId: ${line.requestId}${suffix(reportNumbers(line.durationMs, line.maxMemoryMb, line.memoryMb))}`
    case 'timeout':
      return `Task timed out after ${line.seconds} seconds`
    case 'runtime':
      return `Runtime exited: ${line.how}`
    case 'platform':
      break
  }
  return undefined
}

function reportNumbers(
  durationMs: number | undefined,
  used: number | undefined,
  size: number | undefined,
): string | undefined {
  const parts = [
    durationMs === undefined ? '' : `${durationMs} ms`,
    used === undefined ? '' : `${used} of ${size ?? '?'} MB`,
  ]
  return parts.filter(part => part !== '').join(', ') || undefined
}

function suffix(text: string | undefined): string {
  return text === undefined ? '' : ` ${text}`
}

function errorPieces(line: TextLine): readonly string[] {
  if (line.error === undefined) return []
  const refusal = awsRefusal(line.error)
  const name = errorName(line.error.name)
  const reason = refusal === undefined ? rotatorReason(line.error) : undefined
  if (reason !== undefined) return [name, reason.text].filter(piece => piece !== undefined)
  const symptom = networkSymptom(`${line.error.code ?? ''} ${line.error.message}`)
  return [name, refusal?.code, refusal?.operation, symptom, placeOf(line.error.stack)].filter(
    piece => piece !== undefined,
  )
}

function step(line: TextLine): readonly string[] {
  const said = stepSaid([line.text])
  return said === undefined ? [] : [said]
}

const arn =
  /\barn:aws[a-z-]{0,20}:[a-z0-9-]{2,30}:[a-z0-9-]{0,25}:(?:\d{12})?:[a-z-]{2,30}[:/][A-Za-z0-9/_+=@-]{1,200}/g

/** ARNs that stand alone: one that runs on into other text (a value after a colon) is no ARN. */
function arns(text: string): readonly string[] {
  return Array.from(text.matchAll(arn))
    .filter(found => endsAt(text, found.index + found[0].length))
    .map(found => found[0])
}

/** `word` stands in the text with no letter, digit or underscore before or after it. */
export function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1]
    const after = text[at + word.length]
    if (![before, after].some(next => next !== undefined && /[A-Za-z0-9_]/.test(next))) return true
  }
  return false
}

/** Nothing that could belong to the ARN follows; a full stop may end a sentence. */
function endsAt(text: string, at: number): boolean {
  return /^(?:$|[\s"'`,;)\]}>\\]|\.(?:\s|$))/.test(text.slice(at, at + 2))
}

function characters(text: string): number {
  return Array.from(text).length
}
