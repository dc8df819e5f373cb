import type {Bench} from './bench.ts'
import type {Cell} from './cell.ts'
import type {Kind, Provider} from './kind.ts'
import type {Observation, Seen} from './observation.ts'
import type {PlainRun} from './plain-run.ts'
import type {Step} from './steps.ts'

export type Severity = 'critical' | 'high' | 'medium' | 'low'

/** Headings of handler-contract §2, in its order. */
export const ITEM_CLASSES = [
  'event and token',
  'createSecret',
  'value strength',
  'setSecret',
  'testSecret',
  'finishSecret',
  'overlap and retirement',
  'errors',
  'leaks',
  'privilege',
  'time',
  'mixing, concurrency, visibility',
  'crash matrix',
] as const

export type ItemClass = (typeof ITEM_CLASSES)[number]

/** What one case says of one item. A skip is never a pass. */
export type CaseVerdict =
  | {readonly verdict: 'pass'}
  | {readonly verdict: 'fail'; readonly expected: string; readonly observed: string}
  | {readonly verdict: 'skipped'; readonly reason: string}
  /** The sandbox or the harness lacks something: nothing is said of the function. */
  | {readonly verdict: 'error'; readonly reason: string}

/**
 * A script that is played on a fresh state of the sandbox. Scenarios of one `group` may share a warm worker; no others do.
 * `Facts` is what the script found out beyond what is observed anyway.
 */
export interface Scenario<Facts = unknown> {
  /** Name for `--cell`: `rotation`, `retry/setSecret`, `setSecret/3/lost-reply`. Unique; the same name is the same script. */
  readonly name: string
  /** Absent: that of the first item that plays it. */
  readonly group?: string
  /**
   * Before the script begins, a rotation has come to this step without a fault: `Bench.opened`. It is played once in each
   * sandbox and kept for the scenarios that want it; one in a fresh process plays its own. Absent: nothing has happened.
   */
  readonly upTo?: Step
  play(bench: Bench): Promise<Facts>
}

/** One judgement of an item over one scenario. Several items may judge the same scenario, which is played once. */
export interface Case {
  readonly scenario: Scenario
  readonly judge: (observation: Observation) => CaseVerdict
}

/** What is known of the function when cases are chosen. */
export interface Plan {
  readonly kind: Kind
  /** Set for `add`. */
  readonly provider?: Provider
  /** Whether the target has a model: whether somebody can say what it accepts. */
  readonly hasModel: boolean
  readonly plain: PlainRun
  readonly seed: number
  /** Least bits of a new value. */
  readonly minBits: number
  /** Policy document that came with the function; undefined: none did. */
  readonly shippedPolicy?: unknown
  /** Cells with a second fault in the retry. Absent: none. */
  readonly pairs?: readonly Cell[]
}

/** One line of handler-contract §2. */
export interface Item {
  readonly id: string
  readonly class: ItemClass
  readonly severity: Severity
  readonly rule: string
  readonly hint: string
  /** `any`, or the kinds it applies to. */
  readonly kinds: 'any' | readonly Kind[]
  /** Absent: every provider. */
  readonly provider?: Provider
  /** Needs somebody who can say what the target accepts: skipped without one. Absent: false. */
  readonly needsModel?: boolean
  /** Cases of its own. */
  cases?(plan: Plan): readonly Case[]
  /** Looks at every scenario that other items play. undefined: nothing to say about this one. */
  watch?(observation: Observation, plan: Plan): CaseVerdict | undefined
  /** Judges once, when everything has been played, by one call of each kind that the function made. */
  conclude?(calls: readonly Seen[], plan: Plan): CaseVerdict
}

export const pass: CaseVerdict = {verdict: 'pass'}

/** A failing case: what the contract wants and what happened, one sentence each, without a secret byte. */
export function fail(expected: string, observed: string): CaseVerdict {
  return {verdict: 'fail', expected, observed}
}

/** Pairs a scenario with a judge that knows the type of its facts. */
export function judged<Facts>(
  scenario: Scenario<Facts>,
  judge: (observation: Observation<Facts>) => CaseVerdict,
): Case {
  return {scenario, judge: observation => judge(observation as Observation<Facts>)}
}
