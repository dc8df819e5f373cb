import type {RotationEventName} from '../history/events.ts'
import type {TimelineLine} from '../history/timeline/lines.ts'
import type {Problem} from '../history/timeline/problems.ts'
import type {NotRead, StatusScope} from './status-result.ts'

/** The history of one secret. Times are epoch milliseconds. */
export interface HistoryResult {
  readonly scope: StatusScope
  readonly name: string
  /** Absent: the secret could not be described. */
  readonly arn?: string
  /** Newest first. */
  readonly problems: readonly Problem[]
  /** Oldest first; the newest `--limit` of them. */
  readonly lines: readonly TimelineLine[]
  /** Older lines of the span that are not in `lines`. */
  readonly leftOut: number
  /** From when on history was asked for. */
  readonly since: number
  readonly readAt: number
  readonly covered: Covered
  readonly notRead: readonly NotRead[]
  /** Argument list of the next command. Absent: nothing wants one. */
  readonly next?: readonly string[]
}

/** How far back each source was read; a source that could not be read is absent. */
export interface Covered {
  readonly events?: {
    readonly since: number
    readonly names: readonly RotationEventName[]
    /** Names of which there were more events than were read. */
    readonly cutOff: readonly RotationEventName[]
  }
  readonly log?: {
    readonly since: number
    readonly group: string
    readonly platformLines: boolean
    /** Other secrets name the function; `unknown`: they could not be listed. Absent: it did not matter. */
    readonly shared?: boolean | 'unknown'
  }
  /** How many versions were read. */
  readonly versions?: number
}
