import {describeCall} from './call-text.ts'
import type {CaseVerdict, Item, Plan, Scenario} from './item.ts'
import type {Observation, Seen} from './observation.ts'
import type {ItemVerdict} from './record.ts'
import type {FirstFailure, ItemReport} from './report.ts'
import type {CaseResult, ItemTally} from './tally.ts'

/** Whether an item is asked of this function at all, or why not. */
export function applies(item: Item, plan: Plan): true | string {
  if (item.kinds !== 'any' && !item.kinds.includes(plan.kind))
    return `is about ${item.kinds.join(', ')}; this is ${plan.kind}`
  if (item.provider !== undefined && plan.kind === 'add' && item.provider !== plan.provider) {
    return `is about ${item.provider === 'iam' ? 'IAM keys' : 'AppSync keys'}`
  }
  if (item.needsModel === true && plan.kind === 'rand') return 'is about a target, and this function has none'
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
      // What one item plays may share a warm worker; what several play belongs to the first.
      const grouped = scenario.group === undefined ? {...scenario, group: `item/${item.id}`} : scenario
      const work = works.get(scenario.name) ?? {scenario: grouped, judges: []}
      work.judges.push({item, judge})
      works.set(scenario.name, work)
    }
  }
  return [...works.values()]
}

export function judgeAll(
  work: Work,
  watching: readonly Item[],
  observation: Observation,
  {plan, digest}: {readonly plan: Plan; readonly digest: (entry: Seen) => string},
): readonly CaseResult[] {
  const asked = work.judges.map(({item, judge}) => ({item, verdict: judge(observation)}))
  const others = watching.filter(item => !work.judges.some(judge => judge.item === item))
  const watched = others.flatMap(item => {
    const verdict = item.watch?.(observation, plan)
    return verdict === undefined ? [] : [{item, verdict}]
  })
  return [...asked, ...watched].map(({item, verdict}) => resultOf(item, observation, verdict, digest))
}

/** What an item says when everything has been played, as a case of the undisturbed rotation. */
export function conclusionOf(
  item: Item,
  calls: readonly Seen[],
  {plan, digest}: {readonly plan: Plan; readonly digest: (entry: Seen) => string},
): readonly CaseResult[] {
  if (item.conclude === undefined || applies(item, plan) !== true) return []
  return [resultOf(item, plan.plain.observation, item.conclude(calls, plan), digest)]
}

function resultOf(
  item: Item,
  observation: Observation,
  verdict: CaseVerdict,
  digest: (entry: Seen) => string,
): CaseResult {
  const {scenario} = observation
  if (verdict.verdict !== 'fail') return {item, scenario, verdict}
  return {item, scenario, verdict, failure: failureOf(observation, digest, verdict)}
}

/** Outcomes alone, to compare two runs of one scenario. */
export function outcomesOf(results: readonly CaseResult[]): string {
  return results.map(({item, verdict}) => `${item.id}:${verdict.verdict}`).join(' ')
}

const CUT_SHORT = 'cut short: not all its scenarios were played'

/**
 * An item over all its cases. `cut`: the rehearsal was ended before all of them were played, so that what held is no
 * pass. `noCase`: why there may be none.
 */
export function itemReport(
  item: Item,
  plan: Plan,
  tally: ItemTally,
  {cut = false, noCase}: {readonly cut?: boolean; readonly noCase?: string | undefined} = {},
): ItemReport {
  const {id, severity, rule, hint} = item
  const applicable = applies(item, plan)
  const played = verdictOf(tally)
  const open = cut && (played === 'pass' || played === 'skipped')
  const verdict = applicable === true && !open ? played : 'skipped'
  const why = open ? CUT_SHORT : (tally.skipReason ?? noCase ?? 'no case of it arose')
  const skipped = applicable === true ? why : applicable
  return {
    id,
    class: item.class,
    severity,
    rule,
    verdict,
    reason: verdict === 'skipped' ? skipped : verdict === 'error' ? (tally.errorReason ?? null) : null,
    cases: tally.passed + tally.failed,
    failed: tally.failed,
    hint,
    firstFailure: tally.shortest ?? null,
  }
}

function verdictOf({failed, passed, errorReason}: ItemTally): ItemVerdict {
  if (failed > 0) return 'fail'
  if (errorReason !== undefined) return 'error'
  return passed > 0 ? 'pass' : 'skipped'
}

function failureOf(
  observation: Observation,
  digest: (entry: Seen) => string,
  {expected, observed}: CaseVerdict & {verdict: 'fail'},
): FirstFailure {
  const {seen, samples, end, scenario} = observation
  const beganAt = samples[0]?.at ?? 0
  return {
    cell: scenario,
    expected,
    observed,
    callRecord: seen.map(entry => ({atMs: entry.at - beganAt, text: describeCall(entry), digest: digest(entry)})),
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
