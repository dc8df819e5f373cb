import type {PrunePlan, PruneResult} from '../../operations/journal-prune.ts'
import {visible} from '../foreign.ts'
import type {View} from '../view.ts'
import {hanging} from '../width.ts'
import {subjectText} from './journal-words.ts'

/** What goes and what stays. */
export const prunePlanView: View<PrunePlan> = ({removed, kept}, {columns}) =>
  [
    ...removed.map(
      run =>
        `  removes  ${visible(run.runId)}  ${run.command?.replaceAll(':', ' ') ?? '?'} ${visible(subjectText(run))}`,
    ),
    ...kept.map(({run, because}) => hanging(`  keeps    ${visible(run.runId)}  `, because, columns)),
  ].join('\n')

export const pruneView: View<PruneResult> = ({outcome, removed, kept}, {theme}) => {
  const count = (runs: number): string => (runs === 1 ? 'one run' : `${runs} runs`)
  const stay = kept.length === 0 ? '' : `; ${count(kept.length)} of that age kept`
  if (outcome === 'planned') return `${theme.mark('off')} planned, nothing was changed (--dry-run)`
  if (outcome === 'declined') return `${theme.mark('off')} declined, nothing was changed (exit 3)`
  if (outcome === 'nothing') return `${theme.mark('off')} nothing to remove${stay}`
  return `${theme.mark('good')} removed ${count(removed.length)} from the journal${stay}`
}

/** The answer of `journal prune --json`. */
export interface PruneJson {
  readonly outcome: PruneResult['outcome']
  readonly removed: readonly string[]
  readonly kept: readonly {readonly runId: string; readonly because: string}[]
}

export function pruneJson({outcome, removed, kept}: PruneResult): PruneJson {
  return {
    outcome,
    removed: removed.map(({runId}) => runId),
    kept: kept.map(({run, because}) => ({runId: run.runId, because})),
  }
}
