import type {Mutation} from './mutation.ts'
import type {GrantPlace, ReadPolicy} from './grant-place.ts'

/** `already`, `absent`: it was so before, and no mutating call was made. */
export type GrantOutcome = 'listed' | 'planned' | 'declined' | 'granted' | 'already' | 'revoked' | 'absent'

export interface GrantResult {
  readonly place: GrantPlace
  readonly outcome: GrantOutcome
  /** The statement that was added, is there already, or was taken away. Absent: none is meant. */
  readonly statementId?: string
  /** As last read. */
  readonly policy: ReadPolicy
  /** What was shown, in the order in which it is sent. */
  readonly changes: readonly Mutation[]
}
