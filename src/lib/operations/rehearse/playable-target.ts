import {inputRefused} from '../../rehearse/input/refused.ts'
import type {DeclaredTarget} from '../../rehearse/targets-declared.ts'

/** Kinds that can be declared and that nothing here stands for yet. */
const NOT_PLAYED: ReadonlySet<string> = new Set(['kms-key'])

/**
 * The one target that a rehearsal plays on; undefined: none was declared. Throws TARGET_NOT_PLAYED (exit 2) rather than judge
 * less than was asked for.
 */
export function playableTarget(targets: readonly DeclaredTarget[]): DeclaredTarget | undefined {
  const [first, ...others] = targets
  if (others.length > 0) {
    const kinds = targets.map(({kind}) => kind).join(', ')
    throw inputRefused(
      'TARGET_NOT_PLAYED',
      `A rehearsal plays on one target, and ${kinds} were named.`,
      'Name the one that honours the credential, for example: --target iam-user',
    )
  }
  if (first !== undefined && NOT_PLAYED.has(first.kind)) {
    throw inputRefused(
      'TARGET_NOT_PLAYED',
      `A rehearsal cannot play on a target of kind ${first.kind} yet.`,
      'With --target none all but the items that ask a target are judged.',
    )
  }
  return first
}
