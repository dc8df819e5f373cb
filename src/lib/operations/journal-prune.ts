import {readableFolder} from '../journal/folder.ts'
import {removeRuns} from '../journal/remove.ts'
import type {Ask, Clock} from './context.ts'
import {journalRuns} from './journal-runs.ts'
import type {RunStory} from './journal-story.ts'

export interface PruneOptions {
  readonly stateFolder: string
  readonly olderThanMs: number
  /** Answers the question. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  readonly dryRun: boolean
  /** Shows what goes and what stays, before the question. */
  readonly onPlan: (plan: PrunePlan) => void
}

export interface PrunePlan {
  /** Oldest first. */
  readonly removed: readonly RunStory[]
  /** Old enough, and why it stays; oldest first. */
  readonly kept: readonly {readonly run: RunStory; readonly because: string}[]
}

export interface PruneResult extends PrunePlan {
  /** `nothing`: no run is to be removed. */
  readonly outcome: 'pruned' | 'planned' | 'declined' | 'nothing'
}

/**
 * Removes the files of old runs, which then cannot be undone any more. Kept are runs that have not ended, what belongs to
 * a run that is kept, and runs that sent a step to a function: doctor asks them whether setSecret was sent already.
 * Throws JOURNAL_NOT_TRUSTED and JOURNAL_NOT_WRITABLE (exit 1).
 */
export async function pruneRuns(
  {ask, clock}: {readonly ask: Ask; readonly clock: Pick<Clock, 'now'>},
  {stateFolder, olderThanMs, yes, dryRun, onPlan}: PruneOptions,
): Promise<PruneResult> {
  await readableFolder(stateFolder)
  const before = clock.now() - olderThanMs
  const plan = planPrune((await journalRuns(stateFolder, undefined)).runs, before)
  if (plan.removed.length === 0) return {...plan, outcome: 'nothing'}
  onPlan(plan)
  if (dryRun) return {...plan, outcome: 'planned'}
  const count = plan.removed.length === 1 ? 'one run' : `${plan.removed.length} runs`
  const message = `Remove ${count} from the journal? They cannot be undone any more.`
  if (!(await ask.confirm({message, answeredBy: '--yes', answer: yes === true ? true : undefined})))
    return {...plan, outcome: 'declined'}
  const ids = plan.removed.map(({runId}) => runId)
  await removeRuns(stateFolder, ids)
  return {...plan, outcome: 'pruned'}
}

/** What goes: runs that began before a moment, epoch ms, unless something still needs them. */
export function planPrune(runs: readonly RunStory[], before: number): PrunePlan {
  const oldestFirst = runs.toSorted((one, other) => (one.runId < other.runId ? -1 : 1))
  const isOld = ({startedAt}: RunStory) => startedAt !== undefined && Date.parse(startedAt) < before
  const needed = new Map<string, string>()
  for (const run of oldestFirst) {
    const because = isOld(run) ? ownReason(run) : 'it is not that old'
    if (because !== undefined) needed.set(run.runId, because)
  }
  // A run, what resumed it and what undid it stand or fall together: one without the other would tell half the story.
  for (let grown = true; grown;) {
    grown = false
    for (const run of oldestFirst)
      for (const other of [run.resumes, run.undoes].filter(id => id !== undefined)) {
        grown = keepBeside(needed, run.runId, other) || keepBeside(needed, other, run.runId) || grown
      }
  }
  const old = oldestFirst.filter(run => isOld(run))
  return {
    removed: old.filter(({runId}) => !needed.has(runId)),
    kept: old.flatMap(run => {
      const because = needed.get(run.runId)
      return because === undefined ? [] : [{run, because}]
    }),
  }
}

function keepBeside(needed: Map<string, string>, runId: string, keeper: string): boolean {
  if (needed.has(runId) || !needed.has(keeper)) return false
  needed.set(runId, `it belongs to ${keeper}, which is kept`)
  return true
}

function ownReason({state, damaged, changes}: RunStory): string | undefined {
  if (state !== 'ended') return state === 'running' ? 'it goes on' : 'it was interrupted: resume or close it first'
  if (damaged.length > 0) return 'lines of it cannot be read, so nobody knows what it sent'
  const sent = changes.some(
    ({intent, end}) => intent.action === 'lambda:InvokeFunction' && end !== 'failed' && end !== 'stale',
  )
  return sent ? 'it sent a step to a function: doctor would forget that, and might send setSecret once more' : undefined
}
