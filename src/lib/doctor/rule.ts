import type {Decision} from './decide.ts'
import type {FactSource, SecretFacts} from './facts.ts'
import type {AwsCall, FixPlan, Planned} from './plan.ts'
import type {FixClass, Verdict} from './pending-table.ts'

/** critical: consumers or rotation are down or will be · high: rotation will fail or is unsafe · medium: weak · low: hygiene · none: a state to name. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'none'

export const severities = ['critical', 'high', 'medium', 'low', 'none'] as const

/** condition: wrong now, or certain to go wrong; decides the exit code · posture: could be better; counted in one line. */
export type Group = 'condition' | 'posture'

/** In the order of the report. */
export const topics = [
  'labels',
  'schedule',
  'function',
  'permissions',
  'kms',
  'iam-keys',
  'appsync',
  'environment',
] as const

export type Topic = (typeof topics)[number]

/** One check: its metadata is what help and docs/doctor-rules.md print. */
export interface Rule {
  /** Stable: never renamed, never used again for something else. */
  readonly id: string
  readonly severity: Severity
  readonly title: string
  readonly topic: Topic
  readonly group: Group
  /** What its repairs may be, most automatic first. */
  readonly fixClasses: readonly FixClass[]
  readonly tier: 'A' | 'B' | 'C'
  /** What it looks for, one sentence. */
  readonly detects: string
  /** What is done about it, one sentence. */
  readonly repair: string
  readonly source: string
  check(facts: SecretFacts): readonly FindingDraft[]
}

/** One proof line. Times stand apart from the words, so that each view writes them in its own way. */
export interface Evidence {
  /** "accepts", "rejects", "idle", "event": what was observed. */
  readonly verb: string
  readonly versionId?: string
  /** Stands where a version id would: "a random value". */
  readonly subject?: string
  readonly label?: string
  readonly parts: readonly EvidencePart[]
  readonly source: FactSource
  readonly at: number
}

export interface EvidencePart {
  readonly text: string
  readonly at?: number
  /** Asked twice. */
  readonly again?: number
}

/** A sentence, a call that is printed as an `aws` command and never made here, or another command of ours. */
export type Advice = string | AwsCall | SecrotCommand

export interface SecrotCommand {
  /** Command and arguments, without flags that say where it goes. */
  readonly secrot: readonly string[]
}

/** What a rule found. Absent members take the rule's own. */
export interface FindingDraft {
  readonly message: string
  readonly evidence?: readonly Evidence[]
  readonly severity?: Severity
  readonly group?: Group
  readonly verdict?: Verdict
  readonly planned?: Planned
  /** Lines for a person: commands to paste and what follows. */
  readonly advice?: readonly Advice[]
  /** Consumers are refused now: shown before everything else. */
  readonly consumersDown?: boolean
  /** When its only proof is a past invocation: such a finding blocks nothing. */
  readonly seenAt?: number
  /** Proven by what is so now: a critical one stops resume and rotate. */
  readonly blocks?: boolean
  /** It made others happen: they name it. */
  readonly isCause?: boolean
  /** It may have been made to happen by a cause found beside it. */
  readonly hasCause?: boolean
  /** What the cause lies in (a function's ARN), so that secrets with one cause are one entry. */
  readonly resource?: string
  readonly hitsNote?: string
}

export interface Finding extends FindingDraft {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly group: Group
  readonly topic: Topic
  readonly url: string
  readonly evidence: readonly Evidence[]
  readonly advice: readonly Advice[]
  readonly causedBy: readonly string[]
  readonly plan?: FixPlan
  /** It may stay: until which day, and why. */
  readonly accepted?: Acceptance
  /** Why no repair is offered. */
  readonly refusedBecause?: string
}

/** What somebody wrote down about a finding that may stay for a while. */
export interface Acceptance {
  /** The last day it holds, UTC, `2026-12-31`. */
  readonly until: string
  readonly reason?: string | undefined
}

/** Everything doctor says of one secret. */
export interface Diagnosis {
  readonly facts: SecretFacts
  readonly decision: Decision
  /** Conditions and posture, consumers first, then by severity, then in the order of the rules. */
  readonly findings: readonly Finding[]
  /** States to name that are no findings. */
  readonly states: readonly {readonly id: string; readonly message: string; readonly advice: readonly Advice[]}[]
}
