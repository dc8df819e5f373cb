import type {DoctorOptions} from './doctor-options.ts'
import type {RepairStep} from './doctor-events.ts'
import type {LabelPlan} from './label-plan.ts'

/** Long enough for a disabled key to be refused everywhere (aws-behaviour: 8 to 15 s), and for somebody to call. */
export const DEFAULT_WAIT_MS = 120_000

export interface RetireOptions extends Pick<DoctorOptions, 'readValues'> {
  readonly secretId: string
  /** Absent: that of AWSPREVIOUS. */
  readonly versionId?: string | undefined
  /** What takes the credential. Absent: the tag secrot:target, else the form of the value says it. */
  readonly target?: 'iam-key' | 'appsync-key' | undefined
  /** `retire:LAST4` answers the question. */
  readonly allow: readonly string[]
  /** A credential counts as unused after so long. */
  readonly unusedForMs: number
  /** End it although it may be in use, and an API key at once. */
  readonly compromised: boolean
  /** Between disabling and deleting. */
  readonly waitMs: number
  readonly dryRun: boolean
  /** Somebody has answered already, for this very credential. Absent: the question is asked. */
  readonly answered?: boolean
  /** Before anything is asked or sent. */
  onPlan(plan: LabelPlan): void
  onStep(step: RepairStep): void
}
