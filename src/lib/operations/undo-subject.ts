import {EXIT, SecrotError} from '../errors.ts'
import {journalRuns} from './journal-runs.ts'
import {openRun} from './journal-close.ts'
import type {ChangeStory, RunStory} from './journal-story.ts'

/** What is to be taken back. */
export interface UndoSubject {
  readonly run: RunStory
  /** Its changes and those of the runs that went on with it, in the order in which they were sent. */
  readonly changes: readonly ChangeStory[]
  /** Runs that began later and neither went on with it nor were taken back since, newest first. */
  readonly later: readonly RunStory[]
}

/**
 * Throws what `openRun` throws, RUN_INTERRUPTED (exit 3) for a run that has no end, and RUN_IS_A_PART (exit 3) for one
 * that went on with another, which is undone as a whole.
 */
export async function undoSubject(stateFolder: string, runId: string): Promise<UndoSubject> {
  const run = await openRun(stateFolder, runId)
  if (run.resumes !== undefined)
    throw refused(
      'RUN_IS_A_PART',
      `Run ${runId} went on with ${run.resumes}; both are undone as one.`,
      `secrot undo ${run.resumes}`,
    )
  if (run.state === 'interrupted')
    throw refused(
      'RUN_INTERRUPTED',
      `Run ${runId} was interrupted: what it was about to do is not known yet.`,
      `secrot journal resume ${runId}`,
    )
  const all = (await journalRuns(stateFolder, undefined)).runs
  const parts = partsOf(runId, all)
  const changes = [run, ...parts].flatMap(part => part.changes).toSorted((a, b) => (a.intent.at < b.intent.at ? -1 : 1))
  const others = all.filter(one => !parts.includes(one) && (one.startedAt ?? '') > (run.startedAt ?? ''))
  return {run, changes, later: withoutPairs(others)}
}

/** The runs that went on with a run, and those that went on with these. */
function partsOf(runId: string, all: readonly RunStory[]): readonly RunStory[] {
  const parts: RunStory[] = []
  for (let wanted = [runId]; wanted.length > 0;) {
    const found = all.filter(({resumes}) => resumes !== undefined && wanted.includes(resumes))
    parts.push(...found)
    wanted = found.map(one => one.runId)
  }
  return parts
}

/** What was done and taken back since leaves nothing behind. */
function withoutPairs(runs: readonly RunStory[]): readonly RunStory[] {
  const undoers = runs.filter(({undoes}) => runs.some(({runId}) => runId === undoes))
  return runs.filter(run => !undoers.includes(run) && !undoers.some(({undoes}) => undoes === run.runId))
}

function refused(code: string, message: string, hint: string): SecrotError {
  return new SecrotError({code, message, hint: `First: ${hint}`, exit: EXIT.unsafe})
}
