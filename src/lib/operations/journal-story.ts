import type {JournalEntry} from '../journal/journal.ts'
import type {JournaledRun} from '../journal/read.ts'

type Intent = Extract<JournalEntry, {kind: 'intent'}>

/** What became of one change. `under way`: its run lives. `unknown`: nobody knows whether AWS made it. */
export type ChangeEnd = 'done' | 'failed' | 'stale' | 'unknown' | 'under way'

export interface ChangeStory {
  readonly intent: Intent
  readonly end: ChangeEnd
  /** When that was known. Absent: it is not. */
  readonly endedAt?: string
  /** Code of the refusal. */
  readonly error?: string
}

/** A run as its file tells it, in the words of the reader. Members that the file does not hold are absent. */
export interface RunStory {
  readonly runId: string
  readonly state: JournaledRun['state']
  readonly command?: string
  readonly argv: readonly string[]
  readonly startedAt?: string
  readonly endedAt?: string
  readonly exitCode?: number
  /** Who wrote the end, where it was not the run itself. */
  readonly endedBy?: 'close' | 'resume'
  /** The interrupted run that it went on with. */
  readonly resumes?: string
  /** The run that it took back. */
  readonly undoes?: string
  /** Process of a run that is going on. */
  readonly pid?: number
  readonly account?: string
  readonly region?: string
  readonly caller?: string
  readonly changes: readonly ChangeStory[]
  /** It rotates many secrets, of which the file holds the list. */
  readonly many: boolean
  /** Values that were shown. */
  readonly reveals: readonly Extract<JournalEntry, {kind: 'reveal'}>[]
  /** Lines that cannot be read, the first being 1. */
  readonly damaged: readonly number[]
  /** The last line was cut off when the run died. */
  readonly torn: boolean
}

export function storyOf(run: JournaledRun): RunStory {
  const {runId, state, entries, damaged, pid} = run
  const begun = entries.find(entry => entry.kind === 'run')
  const ended = entries.findLast(entry => entry.kind === 'end')
  const {command, argv = [], at: startedAt, account, region, caller, resumes, undoes} = begun ?? {}
  return {
    runId,
    state,
    argv,
    changes: run.changes.map(change => changeStory(change, state)),
    many: entries.some(({kind}) => kind === 'batch'),
    reveals: entries.filter(entry => entry.kind === 'reveal'),
    damaged,
    // A line of a run that lives is being written.
    torn: run.torn && state !== 'running',
    ...given({command, startedAt, account, region, caller, resumes, undoes, pid}),
    ...given({endedAt: ended?.at, exitCode: ended?.exitCode, endedBy: ended?.by}),
  }
}

function changeStory({intent, outcome}: JournaledRun['changes'][number], state: JournaledRun['state']): ChangeStory {
  if (outcome === undefined) return {intent, end: state === 'running' ? 'under way' : 'unknown'}
  const error = outcome.error === undefined ? {} : {error: outcome.error}
  return {intent, end: outcome.outcome, endedAt: outcome.at, ...error}
}

/** Without the members that are undefined. */
function given<T extends object>(members: T): {[Name in keyof T]?: Exclude<T[Name], undefined>} {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never
}
