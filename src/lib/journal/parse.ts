import type {JournalEntry} from './journal.ts'

/** What a run's file holds, as far as it can be read. */
export interface ParsedFile {
  readonly entries: readonly JournalEntry[]
  /** Numbers of whole lines that are no entries, the first line being 1. */
  readonly damaged: readonly number[]
  /** The last line was cut off in the middle of writing. */
  readonly torn: boolean
}

/** Reads a run's file. A damaged line hides no other: a change that is known must not be forgotten for a neighbour. */
export function parseFile(text: string): ParsedFile {
  const lines = text.split('\n')
  // A line is whole once its line break is on the disk; what follows the last one was cut off.
  const rest = lines.pop() ?? ''
  const read = lines.map(line => entryOf(line))
  return {
    entries: read.filter(entry => entry !== undefined),
    damaged: read.flatMap((entry, index) => (entry === undefined ? [index + 1] : [])),
    torn: rest !== '',
  }
}

/** Members that are read without asking whether they are there. */
const members: Readonly<Record<JournalEntry['kind'], Readonly<Record<string, string>>>> = {
  run: {runId: 'string', command: 'string', argv: 'object', at: 'string'},
  intent: {id: 'number', at: 'string', action: 'string', resource: 'string', request: 'object', undo: 'object'},
  outcome: {id: 'number', at: 'string', outcome: 'string'},
  batch: {at: 'string', secrets: 'object'},
  verdict: {at: 'string', resource: 'string', versionId: 'string', verdict: 'string', good: 'boolean'},
  reveal: {at: 'string', resource: 'string', versionId: 'string'},
  end: {at: 'string', exitCode: 'number'},
}

function entryOf(line: string): JournalEntry | undefined {
  const entry = parsed(line)
  const kind = String(entry['kind'])
  if (!Object.hasOwn(members, kind)) return undefined
  const wanted = Object.entries(members[kind as JournalEntry['kind']])
  // oxlint-disable-next-line valid-typeof
  const whole = wanted.every(([name, type]) => typeof entry[name] === type && entry[name] !== null)
  return whole ? (entry as unknown as JournalEntry) : undefined
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
