import type {JournalResult} from './journal-runs.ts'
import {rollbackOf, subjectOf, whyNot} from './undo-refused.ts'

/**
 * The next command: a run that died is gone on with first; of one that changed something it is how that is taken back,
 * unless that would be refused whatever the state is by now.
 */
export function journalNext({run, runs}: JournalResult): string | undefined {
  const dead = runs.find(({state}) => state === 'interrupted')
  if (dead !== undefined) return `secrot journal resume ${dead.runId}`
  const [only] = run === null ? [] : runs
  if (only?.state !== 'ended' || !only.changes.some(({end, intent}) => end === 'done' && intent.undo.length > 0))
    return undefined
  const made = only.changes.filter(({end}) => end !== 'failed' && end !== 'stale')
  const subjects = [...Map.groupBy(made, subjectOf).values()]
  if (subjects.some(changes => whyNot(changes) === undefined)) return `secrot undo ${only.resumes ?? only.runId}`
  return subjects.length === 1 ? rollbackOf(made) : undefined
}
