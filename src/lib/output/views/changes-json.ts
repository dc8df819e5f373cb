import type {Mutation} from '../../operations/mutation.ts'

/** A change as it was shown, in the object of `--json`. */
export interface ChangeJson {
  readonly action: string
  readonly aws: string
  /** Empty: there is no way back. */
  readonly undo: readonly string[]
}

export function changesJson(changes: readonly Mutation[]): readonly ChangeJson[] {
  return changes.map(({action, aws, undo}) => ({action, aws, undo: undo.kind === 'commands' ? undo.commands : []}))
}
