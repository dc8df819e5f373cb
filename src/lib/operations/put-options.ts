import type {Sensitive} from '../sensitive.ts'
import type {RepairStep} from './doctor-events.ts'
import type {DoctorOptions} from './doctor-options.ts'
import type {LabelPlan} from './label-plan.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import type {TargetProof} from './target-proof.ts'

/** A new value as it came in. */
export interface GivenValue {
  readonly value: Sensitive
  readonly source: 'prompt' | 'stdin' | 'file'
  /** Of a file. */
  readonly path?: string
}

export interface PutOptions extends Pick<DoctorOptions, 'probe' | 'target' | 'readValues'> {
  readonly secretId: string
  /** Member of a value that is a JSON object. Absent: the whole value is new. */
  readonly field?: string | undefined
  readonly binary: boolean
  /** A line break at the end of standard input is part of the value. */
  readonly keepNewline: boolean
  /** Answers the question. Absent: somebody is asked. */
  readonly yes?: boolean | undefined
  readonly dryRun: boolean
  /** Asked for once nothing forbids it. */
  given(name: string): Promise<GivenValue>
  /** Before anything is asked or sent. */
  onPlan(plan: LabelPlan): void
  onStep(step: RepairStep): void
}

/**
 * `already`: it is the value in use, no call was made. `rejected`, `unproven`: stored, and AWSCURRENT stayed where it was,
 * since the target rejects it or did not say.
 */
export type PutOutcome = 'planned' | 'declined' | 'put' | 'already' | 'rejected' | 'unproven'

export interface PutResult {
  readonly secret: ResolvedSecret
  /** SECRET as typed, and the flags that a printed command needs beside it. */
  readonly words: readonly string[]
  readonly outcome: PutOutcome
  /** The version that holds the value. Absent: none was stored. */
  readonly versionId?: string
  /** The version that was in use before. Absent: there was none. */
  readonly previousVersionId?: string
  readonly field?: string | undefined
  readonly bytes: number
  readonly proof: TargetProof
  /** Labels of its own that this run left on versions whose value may be live. */
  readonly keptLabels: readonly string[]
  /** AWSPENDING was on a version that is not current, and still is. */
  readonly pending: boolean
  /** Absent: there was nothing to do. */
  readonly plan?: LabelPlan
}
