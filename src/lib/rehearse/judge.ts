import {describeCall} from './call-text.ts'
import type {CaseVerdict, Item, Plan, Scenario} from './item.ts'
import type {Observation} from './observation.ts'
import type {FirstFailure, ItemReport, ItemVerdict} from './report.ts'

/** Whether an item is asked of this function at all, or why not. */
export function applies(item: Item, plan: Plan): true | string {
  if (item.kinds !== 'any' && !item.kinds.includes(plan.kind))
    return `is about ${item.kinds.join(', ')}; this is ${plan.kind}`
  if (item.provider !== undefined && plan.kind === 'add' && item.provider !== plan.provider) {
    return `is about ${item.provider === 'iam' ? 'IAM keys' : 'AppSync keys'}`
  }
  if (item.needsModel === true && !plan.hasModel) return 'nobody here can say what the target accepts (no model of it)'
  return true
}

/** A scenario with all the judgements that were asked of it. */
export interface Work {
  readonly scenario: Scenario
  readonly judges: readonly {readonly item: Item; readonly judge: (observation: Observation) => CaseVerdict}[]
}

/** Every scenario once, in the order in which items ask for them. */
export function workOf(items: readonly Item[], plan: Plan): readonly Work[] {
  const works = new Map<string, {scenario: Scenario; judges: Work['judges'][number][]}>()
  for (const item of items) {
    if (applies(item, plan) !== true) continue
    for (const {scenario, judge} of item.cases?.(plan) ?? []) {
      const work = works.get(scenario.name) ?? {scenario, judges: []}
      work.judges.push({item, judge})
      works.set(scenario.name, work)
    }
  }
  return [...works.values()]
}

/** What one scenario said of one item. */
export interface CaseResult {
  readonly item: Item
  readonly scenario: string
  readonly verdict: CaseVerdict | {readonly verdict: 'error'; readonly reason: string}
  /** Set for failures. */
  readonly failure?: FirstFailure
}

export function judgeAll(
  work: Work,
  watching: readonly Item[],
  observation: Observation,
  plan: Plan,
): readonly CaseResult[] {
  const asked = work.judges.map(({item, judge}) => ({item, verdict: judge(observation)}))
  const watched = watching.flatMap(item => {
    const verdict = item.watch?.(observation, plan)
    return verdict === undefined ? [] : [{item, verdict}]
  })
  return [...asked, ...watched].map(({item, verdict}) => ({
    item,
    scenario: observation.scenario,
    verdict,
    ...(verdict.verdict === 'fail' ? {failure: failureOf(observation, verdict)} : {}),
  }))
}

/** Outcomes alone, to compare two runs of one scenario. */
export function outcomesOf(results: readonly CaseResult[]): string {
  return results.map(({item, verdict}) => `${item.id}:${verdict.verdict}`).join(' ')
}

export function itemReport(
  item: Item,
  plan: Plan,
  results: readonly CaseResult[],
  unplayed: string | undefined,
): ItemReport {
  const {id, severity, rule, hint} = item
  const applicable = applies(item, plan)
  const failures = results.flatMap(({failure}) => failure ?? [])
  const judgedCases = results.filter(({verdict}) => verdict.verdict !== 'skipped').length
  const skipReason =
    applicable === true ? (reasonIn(results, 'skipped') ?? unplayed ?? 'no case of it arose') : applicable
  const verdict = verdictOf(results, applicable === true)
  return {
    id,
    class: item.class,
    severity,
    rule,
    verdict,
    reason: verdict === 'skipped' ? skipReason : verdict === 'error' ? (reasonIn(results, 'error') ?? '') : null,
    cases: judgedCases,
    failed: failures.length,
    hint,
    firstFailure: failures.toSorted((a, b) => a.callRecord.length - b.callRecord.length)[0] ?? null,
  }
}

function verdictOf(results: readonly CaseResult[], applicable: boolean): ItemVerdict {
  const of = (wanted: string) => results.some(({verdict}) => verdict.verdict === wanted)
  if (!applicable) return 'skipped'
  if (of('fail')) return 'fail'
  if (of('error')) return 'error'
  return of('pass') ? 'pass' : 'skipped'
}

function reasonIn(results: readonly CaseResult[], wanted: 'skipped' | 'error'): string | undefined {
  for (const {verdict} of results) if (verdict.verdict === wanted && 'reason' in verdict) return verdict.reason
  return undefined
}

function failureOf(observation: Observation, {expected, observed}: CaseVerdict & {verdict: 'fail'}): FirstFailure {
  const {seen, samples, end, scenario} = observation
  const beganAt = samples[0]?.at ?? 0
  return {
    cell: scenario,
    expected,
    observed,
    callRecord: seen.map(entry => ({atMs: entry.at - beganAt, text: describeCall(entry), digest: ''})),
    labels: end.labels,
    target: (end.live ?? []).map(({id, state, versions}) => {
      const held =
        versions.length === 0
          ? 'held by no version'
          : `held by ${versions.map(version => version.slice(0, 8)).join(', ')}`
      return `${id.slice(-4)} is ${state}, ${held}`
    }),
  }
}
