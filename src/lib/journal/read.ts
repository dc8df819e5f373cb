import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {EXIT, SecrotError} from '../errors.ts'
import {journalFolder} from './folder.ts'
import type {JournalEntry} from './journal.ts'
import {isAlive, parseHolder} from './lock.ts'
import {parseFile} from './parse.ts'
import {isRunId} from './run-id.ts'

type Intent = Extract<JournalEntry, {kind: 'intent'}>
type Outcome = Extract<JournalEntry, {kind: 'outcome'}>

/** One run as its file tells it. */
export interface JournaledRun {
  readonly runId: string
  /** ended: it wrote its end. running: its process lives. interrupted: neither. */
  readonly state: 'ended' | 'running' | 'interrupted'
  readonly entries: readonly JournalEntry[]
  /** Changes in the order of their intents; without an outcome, or with `unknown`, nobody knows whether AWS made them. */
  readonly changes: readonly {readonly intent: Intent; readonly outcome?: Outcome}[]
  /** The last line was cut off in the middle of writing. */
  readonly torn: boolean
  /** Numbers of whole lines that are no entries, the first line being 1. */
  readonly damaged: readonly number[]
  /** Process of a run that is going on. */
  readonly pid?: number
}

/** Ids of all runs, newest first. A folder that does not exist holds none. */
export async function listRuns(stateFolder: string): Promise<readonly string[]> {
  return idsIn(stateFolder, '.jsonl')
}

/** Reads one run. Throws RUN_NOT_FOUND (exit 1), or RUN_ID_MALFORMED (exit 2). */
export async function readRun(stateFolder: string, runId: string): Promise<JournaledRun> {
  if (!isRunId(runId)) {
    throw new SecrotError({
      code: 'RUN_ID_MALFORMED',
      message: `${runId} is not a run of the journal.`,
      hint: 'A run looks like 20261122-031531-4k7q.',
      exit: EXIT.usage,
    })
  }
  const folder = journalFolder(stateFolder)
  const text = await missingAs(readFile(join(folder, `${runId}.jsonl`), 'utf8'), undefined)
  if (text === undefined) {
    throw new SecrotError({code: 'RUN_NOT_FOUND', message: `The journal in ${folder} has no run ${runId}.`})
  }
  const {entries, torn, damaged} = parseFile(text)
  const ended = entries.some(entry => entry.kind === 'end')
  const pid = ended ? undefined : await livingPid(folder, runId)
  return {
    runId,
    state: ended ? 'ended' : pid === undefined ? 'interrupted' : 'running',
    entries,
    changes: changesOf(entries),
    torn,
    damaged,
    ...(pid === undefined ? {} : {pid}),
  }
}

/** Ids of the runs whose lock was left behind or is still held, newest first: those that may have died. */
export async function lockedRuns(stateFolder: string): Promise<readonly string[]> {
  return idsIn(stateFolder, '.lock')
}

async function idsIn(stateFolder: string, extension: string): Promise<readonly string[]> {
  const names = await missingAs(readdir(journalFolder(stateFolder)), [])
  return names
    .filter(name => name.endsWith(extension))
    .map(name => name.slice(0, -extension.length))
    .filter(name => isRunId(name))
    .sort()
    .reverse()
}

/** The process that holds the run's lock and lives; undefined: the run died. */
async function livingPid(folder: string, runId: string): Promise<number | undefined> {
  const holder = parseHolder(await missingAs(readFile(join(folder, `${runId}.lock`), 'utf8'), ''))
  return holder !== undefined && (await isAlive(holder)) ? holder.pid : undefined
}

function changesOf(entries: readonly JournalEntry[]): JournaledRun['changes'] {
  const outcomes = new Map<number, Outcome>()
  for (const entry of entries) if (entry.kind === 'outcome') outcomes.set(entry.id, entry)
  return entries
    .filter(entry => entry.kind === 'intent')
    .map(intent => {
      const outcome = outcomes.get(intent.id)
      return outcome === undefined ? {intent} : {intent, outcome}
    })
}

async function missingAs<T, Missing>(read: Promise<T>, missing: Missing): Promise<T | Missing> {
  try {
    return await read
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return missing
    throw error
  }
}
