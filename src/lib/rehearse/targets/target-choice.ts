import type {TargetSetup} from './staged.ts'

/** How a declared target is put on the stage. */
export interface TargetChoice {
  readonly setup: TargetSetup
  readonly name: string
  /** Value of the secret where nobody gave one. */
  readonly value: string
  /** Further secrets that the value or the function names. */
  readonly otherSecrets?: Readonly<Record<string, string>>
  /** false: there is no second account for a second secret. Absent: true. */
  readonly hasSecond?: boolean
  /** Scenarios that may be played at the same time. Absent: as many as the rehearsal likes. */
  readonly lanes?: number
  /** Hosts outside this machine that the function may reach. Absent: none. */
  readonly allowedHosts?: readonly string[]
  /** true: the value of the secret holds a further credential, which nobody judges. Absent: it does not. */
  readonly holdsUnjudged?: boolean
}
