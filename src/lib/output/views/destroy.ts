import type {DestroyResult} from '../../operations/destroy.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import type {Mark} from '../theme.ts'
import type {View} from '../view.ts'
import {hanging} from '../width.ts'
import {type ChangeJson, changesJson} from './changes-json.ts'

/** The answer of `destroy --json`. */
export interface DestroyJson {
  readonly outcome: DestroyResult['outcome']
  readonly name: string
  readonly secrets: readonly string[]
  readonly changes: readonly ChangeJson[]
}

export function destroyJson({outcome, name, secrets, changes}: DestroyResult): DestroyJson {
  return {outcome, name, secrets, changes: changesJson(changes)}
}

export const destroyView: View<DestroyResult> = (result, {theme, columns}) => {
  const [mark, text] = headline(result)
  return hanging(`${theme.mark(mark)} `, text, columns)
}

function headline({outcome, name, secrets}: DestroyResult): readonly [Mark, string] {
  const left =
    secrets.length === 0 ? '' : `; ${secrets.map(secret => visible(secret)).join(', ')} stays and rotates no more`
  switch (outcome) {
    case 'planned':
      return ['off', 'planned, nothing was changed (--dry-run)']
    case 'declined':
      return ['off', 'declined, nothing was changed (exit 3)']
    case 'absent':
      return ['off', `nothing of ${visible(name)} is there, nothing was changed`]
    case 'destroyed':
      return ['good', `took ${visible(name)} away${left}`]
    default:
      return outcome satisfies never
  }
}

/** The next command: the secrets that were left. */
export function destroyNext({outcome, secrets, flags}: DestroyResult): string | undefined {
  return outcome === 'destroyed' && secrets.length > 0
    ? shellCommand(['secrot', 'status', ...secrets, ...flags])
    : undefined
}
