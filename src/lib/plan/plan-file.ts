import type {Fingerprint} from '../doctor/fingerprint.ts'
import type {PlanName} from '../doctor/plan.ts'

/**
 * What `doctor --plan` writes and `apply` reads: what a repair rests on and what it is, and nothing that is executed. No
 * calls, no commands, no probe, no endpoint, no profile; no value and no digest of one.
 */
export interface PlanFile {
  readonly formatVersion: 1
  /** ISO time. */
  readonly createdAt: string
  /** Of the caller, and of every secret. */
  readonly account: string
  readonly partition: string
  /** Where the run was; a secret is in the region of its ARN. */
  readonly region: string
  readonly secrets: readonly PlannedSecret[]
}

export interface PlannedSecret {
  readonly arn: string
  readonly fingerprint: Fingerprint
  /** In the order in which they are asked for. */
  readonly repairs: readonly PlannedRepair[]
}

export interface PlannedRepair {
  /** Id of the check. */
  readonly finding: string
  readonly plan: PlanName
  readonly fixClass: 'auto' | 'ask'
  readonly followedBy: 'rotate' | null
  /** What a person said and this rests on. */
  readonly attested: readonly string[]
  /** SHA-256 over the calls: they are derived afresh, and must be the same ones. */
  readonly calls: string
}
