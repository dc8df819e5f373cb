import type {SecretDescription, Version} from '../../rotation/secret.ts'
import type {RotationEvent, RotationEventName} from '../events.ts'
import type {Invocation} from '../invocations.ts'

/** What was read of the three sources, for one secret. Times are epoch milliseconds. */
export interface TimelineInput {
  /** Absent: it could not be described, or it is gone. */
  readonly description?: SecretDescription
  /** Absent: not read. */
  readonly versions?: readonly Version[]
  /** This secret's, and those of its key; in any order. */
  readonly events: readonly RotationEvent[]
  /** From when on events of a name were read; a name that is not here was not. */
  readonly eventsSince: ReadonlyMap<RotationEventName, number>
  /** All of the function, also those of a shared function that name no secret. */
  readonly invocations: readonly Invocation[]
  /** false: the log has no START and REPORT lines, so that silence and order mean nothing. */
  readonly platformLines: boolean
  /** Absent: the function could not be read. */
  readonly functionRoleArn?: string
  readonly since: number
  readonly now: number
}
