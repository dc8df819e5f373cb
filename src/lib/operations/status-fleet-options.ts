import type {AwsScope, ListFilter} from '../aws/gateways.ts'
import type {Verdict} from '../rotation/judgement.ts'
import type {Naming} from './status-next.ts'
import type {StatusFailure, StatusLine} from './status-result.ts'
import type {TagWish} from './tag-filters.ts'

/** What a look at a fleet covers and shows. */
export interface FleetOptions {
  /** Regions and profiles to look at, absent members being those of the run. Empty: the run's own. */
  readonly scopes: readonly Partial<AwsScope>[]
  /** What could not be looked at already when the scopes were made. Absent: nothing. */
  readonly failures?: readonly StatusFailure[]
  /** Secrets to look at in the run's own scope, in place of a listing. Absent or empty: list. */
  readonly secrets?: readonly string[]
  readonly filters: readonly ListFilter[]
  readonly tags: readonly TagWish[]
  /** Lists by parts of the names at the same time, each from both ends; else from both ends alone. */
  readonly parallel: boolean
  /** Verdicts to show. Absent: all. */
  readonly verdicts?: readonly Verdict[]
  readonly naming: Naming
  /** Told of each line once it is final, in the order in which they become known. */
  readonly onLine?: (line: StatusLine) => void
}
