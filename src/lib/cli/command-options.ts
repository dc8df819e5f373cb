import type {ChangeFlagValues} from './run.ts'

/** What a command says about itself when it makes its Context. */
export interface ContextOptions {
  /** SECRET arguments as typed. The region in an ARN is used; against another `--region` it is exit 2. */
  readonly secrets?: readonly string[] | undefined
  /** FUNCTION as typed; the region in its ARN is used in the same way. */
  readonly functionId?: string
  /** The flags of a command that changes something: its journal must be writable before anything else. Absent: it only reads. */
  readonly changes?: ChangeFlagValues
  /** The interrupted run that this one goes on with. Absent: none. */
  readonly resumes?: string
  /** The run that this one takes back. Absent: none. */
  readonly undoes?: string
}

/**
 * How a run of a command is gone on with after its death. `again`: the command plans afresh from the state, so that it may
 * be typed again; `again unless rotated`: the same, but a rotation that has started is not started once more.
 */
export type AfterCrash = 'again' | 'again unless rotated'
