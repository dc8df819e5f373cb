import type {PlanName} from '../doctor/plan.ts'
import type {DoctorResult, EvidenceReport, PlanReport} from './doctor-result.ts'

/** What happens while doctor repairs; the command decides how it looks. */
export interface DoctorEvents {
  /** The report, before anything is asked or changed. */
  onReport(result: DoctorResult): void
  /** A repair is about to be asked for or made. */
  onRepair(repair: RepairBegin): void
  /** One finished step of a repair. */
  onStep(step: RepairStep): void
  /** With --show-logs: a line that the function wrote in a step that the repair sent, values that were read masked. */
  onLog(line: {readonly at: number; readonly text: string}): void
}

export interface RepairBegin {
  readonly index: number
  readonly count: number
  readonly plan: PlanName
  readonly secret: string
  readonly account: string
  readonly region: string
  readonly callerArn: string
  readonly details: PlanReport
  /** The report showed the plan already; only its `aws` commands are new. */
  readonly inReport: boolean
  /** What is shown once more before a credential may be given up: who used it. Empty for every other repair. */
  readonly evidence: readonly EvidenceReport[]
}

export interface RepairStep {
  readonly at: number
  readonly ok: boolean
  /** "AWSCURRENT", "target", "read again": what the line is about. */
  readonly name: string
  /** Version ids stand in full. */
  readonly text: string
  /** When it was seen, written after the text. */
  readonly seenAt?: number
}
