import type {ExitCode} from '../errors.ts'
import type {PlanCall, PlanHits, PlanName} from '../doctor/plan.ts'
import type {FixClass, Verdict} from '../doctor/pending-table.ts'
import type {Group, Severity} from '../doctor/rule.ts'
import type {Phase} from '../rotation/secret.ts'
import type {Verdict as StatusVerdict} from '../rotation/judgement.ts'

/** What `secrot doctor` answers; with --json it is the output. Times are ISO strings; a member without a value is null. */
export interface DoctorResult {
  readonly caller: {
    readonly account: string
    readonly region: string
    readonly arn: string
    readonly clockSkewMs: number | null
  }
  readonly secrets: readonly SecretReport[]
  /** Named secrets that could not be looked at, beside others that could. */
  readonly failures: readonly DoctorFailure[]
  readonly summary: DoctorSummary
  /** The plan file that was written or applied; null: there is none. */
  readonly plan: PlanFileReport | null
  /** The next command; null: there is none. */
  readonly next: string | null
}

export interface PlanFileReport {
  /** As typed. */
  readonly path: string
  /** written · empty: nothing is to be repaired, no file · equal: acted on · changed: STATE_CHANGED, nothing was done. */
  readonly outcome: 'written' | 'empty' | 'equal' | 'changed'
  readonly createdAt: string
  /** Secrets and repairs in the plan. */
  readonly secrets: number
  readonly repairs: number
  readonly differences: readonly PlanDifference[]
}

/** The first thing in which a secret is no longer as it was planned for. */
export interface PlanDifference {
  readonly arn: string
  readonly name: string
  /** Member of the plan file: "fingerprint.labels". */
  readonly field: string
  /** "AWSPENDING is on c2f1a09e, the plan said 5f0d2a71" */
  readonly text: string
}

export interface DoctorFailure {
  /** SECRET as typed. */
  readonly subject: string
  readonly code: string
  readonly message: string
  readonly exitCode: ExitCode
}

export interface DoctorSummary {
  readonly secrets: number
  readonly critical: number
  readonly high: number
  readonly medium: number
  readonly low: number
  readonly fixed: number
  readonly refused: number
  /** Findings that the configuration lets stay; counted nowhere else. */
  readonly accepted: number
  /** Facts that could not be read. */
  readonly unread: number
  /** Causes in functions and the like, with the number of secrets they are found in. */
  readonly causes: readonly {readonly id: string; readonly resource: string; readonly secrets: number}[]
  /** Counted apart; --all shows them. */
  readonly posture: {readonly critical: number; readonly high: number; readonly medium: number; readonly low: number}
}

export type Consumers = 'refused' | 'working' | 'not asked'

export interface SecretState {
  readonly verdict: StatusVerdict
  readonly consumers: Consumers
  /** First line of the answer: whether anything is down, and why. */
  readonly headline: string
  readonly findings: readonly FindingReport[]
}

/** Always the same members; null: no version holds the label. */
export interface PhaseReport {
  readonly kind: Phase['kind']
  readonly current: string | null
  readonly pending: string | null
  readonly previous: string | null
}

export interface SecretReport extends SecretState {
  readonly arn: string
  readonly name: string
  /** Where the labels are; null: they could not be read. */
  readonly phase: PhaseReport | null
  readonly facts: readonly FactReport[]
  readonly unread: readonly UnreadReport[]
  /** States to name that are no findings. */
  readonly states: readonly {readonly id: string; readonly message: string; readonly advice: readonly string[]}[]
  /** Why nothing is repaired here at all: no rule stands for it. */
  readonly refused: string | null
  /** What this run itself did that somebody may notice, one sentence each. */
  readonly remarks: readonly string[]
  /** What the function wrote; null without --show-logs. */
  readonly log: LogReport | null
  /** With --fix: as read afterwards, and what there is to say about the repair. */
  readonly after: AfterReport | null
  readonly exitCode: ExitCode
}

export interface AfterReport extends SecretState {
  /** What the repair achieved; null: nothing was repaired. */
  readonly summary: string | null
  readonly notes: readonly RepairNote[]
  /** The run in the journal; null: nothing was changed, or no journal is kept. */
  readonly journalRun: string | null
}

export interface RepairNote {
  readonly label: string
  readonly text: string
}

export interface FactReport {
  readonly name: string
  readonly versionId: string | null
  readonly value: string
  readonly source: string
  readonly readAt: string | null
  readonly attested?: true
}

export interface UnreadReport {
  readonly fact: string
  readonly reason: string
  readonly action: string | null
}

export interface LogReport {
  /** null: no function, or its configuration could not be read. */
  readonly group: string | null
  /** null: it was not read. */
  readonly since: string | null
  readonly notReadBecause: string | null
  /** Of the newest invocations that certainly are this secret's, oldest first. */
  readonly lines: readonly LogLineReport[]
  /** Older invocations that are not in `lines`. */
  readonly leftOut: number
  /** Invocations of a shared function that name no secret. */
  readonly maybeOthers: number
}

/** A line of the platform, or (`own`) of the function, values that were read masked. */
export interface LogLineReport {
  readonly at: string
  readonly requestId: string
  readonly own: boolean
  readonly text: string
}

export type Outcome = 'planned' | 'fixed' | 'declined' | 'refused' | 'waited' | 'unchanged' | 'failed'

export interface FindingReport {
  readonly id: string
  readonly severity: Severity
  readonly group: Group
  readonly title: string
  readonly message: string
  readonly url: string
  readonly fixClass: FixClass
  readonly causedBy: readonly string[]
  readonly evidence: readonly EvidenceReport[]
  readonly advice: readonly string[]
  /** When its only proof was seen: a past invocation. */
  readonly seenAt: string | null
  readonly resource: string | null
  readonly verdict: Verdict | null
  /** The configuration lets it stay: it has no part in the exit code and is not repaired. */
  readonly accepted: {readonly until: string; readonly reason: string | null} | null
  readonly refusedBecause: string | null
  readonly outcome: Outcome | null
  readonly callsMade: number
  readonly plan: PlanReport | null
}

export interface EvidenceReport {
  readonly text: string
  readonly source: string
  readonly at: string
  readonly verb: string
  readonly versionId: string | null
  readonly subject: string | null
  readonly label: string | null
  readonly parts: readonly {readonly text: string; readonly at: string | null; readonly again: string | null}[]
}

export interface PlanReport {
  readonly name: PlanName
  readonly fixClass: FixClass
  readonly hits: PlanHits
  readonly hitsNote: string | null
  readonly fingerprint: string
  readonly question: string
  /** What answers the question. */
  readonly answeredBy: string
  readonly followedBy: 'rotate' | null
  /** Commands that take it back. */
  readonly undo: readonly string[]
  readonly undoWhile: string | null
  readonly noUndoBecause: string | null
  readonly not: readonly string[]
  readonly attested: readonly string[]
  readonly steps: readonly PlanCall[]
  readonly calls: readonly {
    readonly service: string
    readonly operation: string
    readonly input: Readonly<Record<string, unknown>>
    readonly aws: string
  }[]
}
