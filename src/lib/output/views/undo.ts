import type {UndoPart} from '../../operations/undo-part.ts'
import type {UndoResult} from '../../operations/undo.ts'
import {visible} from '../foreign.ts'
import type {View} from '../view.ts'
import {hanging} from '../width.ts'
import {type ChangeJson, changesJson} from './changes-json.ts'
import {type RunJson, runJson} from './journal-json.ts'
import {nameOf} from './journal-words.ts'

/** How it went. What was left, and why, has been said before the question. */
export const undoView: View<UndoResult> = ({run, outcome, parts}, {theme, columns}) => {
  const id = visible(run.runId)
  if (outcome === 'planned') return `${theme.mark('off')} planned, nothing was changed (--dry-run)`
  if (outcome === 'declined') return `${theme.mark('off')} declined, nothing was changed (exit 3)`
  if (outcome === 'nothing') return `${theme.mark('off')} run ${id} changed nothing, so there is nothing to take back`
  if (outcome === 'already') return `${theme.mark('off')} everything is as it was before run ${id}, nothing was changed`
  const left = parts.filter(({kind}) => kind === 'forbidden').map(({resource}) => visible(nameOf(resource)))
  if (left.length === 0) return hanging(`${theme.mark('good')} `, `undone: as before run ${id}`, columns)
  return hanging(`${theme.mark('warning')} `, `undone but for ${left.join(', ')} (exit 3)`, columns)
}

/** The answer of `undo --json`. */
export interface UndoJson {
  readonly outcome: UndoResult['outcome']
  readonly run: RunJson
  readonly parts: readonly {
    readonly resource: string
    readonly kind: UndoPart['kind']
    readonly because: string | null
    readonly notes: readonly string[]
  }[]
  readonly changes: readonly ChangeJson[]
}

export function undoJson({outcome, run, parts, changes}: UndoResult): UndoJson {
  return {
    outcome,
    run: runJson(run),
    parts: parts.map(part => ({
      resource: part.resource,
      kind: part.kind,
      because: part.kind === 'forbidden' ? part.because : null,
      notes: part.kind === 'forbidden' ? [] : part.notes,
    })),
    changes: changesJson(changes),
  }
}
