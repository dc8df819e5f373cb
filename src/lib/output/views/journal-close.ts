import type {CloseResult} from '../../operations/journal-close.ts'
import {visible} from '../foreign.ts'
import type {View} from '../view.ts'
import {hanging} from '../width.ts'
import {type RunJson, runJson} from './journal-json.ts'
import {endText} from './journal-words.ts'

/** The answer of `journal close --json`. */
export interface CloseJson {
  readonly outcome: CloseResult['outcome']
  readonly run: RunJson
}

export const closeView: View<CloseResult> = ({outcome, run}, {theme, columns}) => {
  const id = visible(run.runId)
  if (outcome === 'declined') return `${theme.mark('off')} declined, nothing was changed (exit 3)`
  if (outcome === 'already')
    return `${theme.mark('off')} run ${id} has ended already (${endText(run)}), nothing was changed`
  const open = run.changes.filter(({end}) => end === 'unknown').length
  const unknown = open === 0 ? '' : `; what AWS made of ${open === 1 ? 'one change' : `${open} changes`} stays unknown`
  return hanging(`${theme.mark('good')} `, `closed run ${id}${unknown}`, columns)
}

export function closeJson({outcome, run}: CloseResult): CloseJson {
  return {outcome, run: runJson(run)}
}
