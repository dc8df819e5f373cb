import {describeCall} from './call-text.ts'
import {isCell} from './cell.ts'
import type {Item} from './item.ts'
import {isAboutLoading} from './items/loads-and-answers.ts'
import {itemReport} from './judge.ts'
import {loadFinding} from './load-finding.ts'
import {moduleNotHere} from './not-here.ts'
import type {StepResult} from './observation.ts'
import {isLoaded, type PlainRun} from './plain-run.ts'
import {actionsIn, policyForPeople, policyOf} from './policy.ts'
import type {Rehearsed} from './rehearse.ts'
import type {Verdict} from './record.ts'
import type {ItemReport, PlainStep, RehearsalReport} from './report.ts'
import {firstOf} from './second-faults.ts'
import {unusedActions} from './shipped-policy.ts'
import type {Subject} from './subject.ts'

/** What goes into a report beside what was played. */
export interface ReportFacts {
  readonly subject: Subject
  readonly items: readonly Item[]
  readonly only: readonly string[] | undefined
  /** Ids of the items that a baseline names. */
  readonly known: ReadonlySet<string>
  readonly accountId: string
  readonly region: string
  /** A function's error made fit to be shown. */
  readonly showable: (error: NonNullable<StepResult['error']>) => string
}

/** How far the function could reach, for whoever does not trust it. */
const NETWORK = {
  own: 'The function had a network of its own, with the sandbox in it and nothing else.',
  guarded: 'Other hosts were refused by what is loaded before the function, which keeps off accidents, not malice.',
} as const

/** The one result object of a rehearsal: the table, JSON and JUnit are made of it. */
export function reportOf(
  done: Rehearsed,
  {subject, items, only, known, accountId, region, showable}: ReportFacts,
): RehearsalReport {
  const {plan, tally, plain} = done
  const complete = done.played === done.planned
  const loaded = isLoaded(plain)
  const whole = only === undefined && done.whole
  const judged = items.filter(item => only?.includes(item.id) ?? true)
  const shown =
    loaded || only === undefined ? judged : items.filter(item => judged.includes(item) || isAboutLoading(item))
  const reports = shown.map(item => {
    const told = itemReport(item, plan, tally.of(item), {cut: done.cutShort.has(item.id), noCase: noCaseOf(done)})
    return loaded || told.verdict !== 'skipped' ? told : {...told, reason: NOT_LOADED}
  })
  const policy = policyForPeople(policyOf(tally.calls), accountId, region)
  return {
    handler: {
      file: subject.source,
      codeSha256: subject.codeSha256,
      handler: subject.handler,
      runtime: subject.runtime,
      declaredRuntime: subject.declaredRuntime ?? null,
      // What it calls is not known of a function that does not load.
      kind: loaded ? plan.kind : null,
      target: done.target,
    },
    seed: plan.seed,
    verdict: !complete ? unfinished(reports) : whole ? verdictOf(reports) : partVerdict(reports),
    partial: !whole,
    knownFailures: reports.filter(({id, verdict}) => verdict === 'fail' && known.has(id)).map(({id}) => id),
    loaded,
    notes: [...subject.notes, NETWORK[done.network]],
    findings: [...subject.findings, ...loadFindings(plain)],
    plain: plainSteps(plain, showable),
    items: reports,
    crashMatrix: matrixOf(done),
    // In the order in which they were planned, whichever lane played them.
    cells: done.scenarios.flatMap(({name}) => {
      const cell = isCell(name) ? tally.cells.get(name) : undefined
      return cell === undefined ? [] : [{name, verdict: cell.verdict, items: [...cell.items].toSorted()}]
    }),
    strength: done.strength,
    time: {
      step: tally.slowest?.step ?? null,
      worstMs: Math.round(tally.slowest?.worstMs ?? 0),
      timeoutMs: subject.timeoutMs,
    },
    calls: {
      made: actionsIn(policy),
      unused: unusedActions(
        subject.shippedPolicy,
        tally.calls.flatMap(({needs}) => needs),
      ),
    },
    policy,
    keepsState: done.keepsState,
    scenarios: {played: done.played, planned: done.planned, complete},
  }
}

/** Why it did not load, and what the author can do about that. */
function loadFindings({rotation}: PlainRun): RehearsalReport['findings'] {
  const module = moduleNotHere(rotation.failed)
  const why = loadFinding(rotation.failed)
  if (module === undefined) return why === undefined ? [] : [{id: 'not-loaded', sentence: why}]
  const sentence = `${module} is provided by Lambda, not here: add it to the folder or zip of the function, and rehearse that.`
  return [{id: 'module-not-here', sentence}]
}

const NOT_LOADED = 'the handler cannot be loaded'

/** Why items may have had no case. */
function noCaseOf({whole}: Rehearsed): string | undefined {
  return whole ? undefined : 'no case of it is in the scenarios that were asked for'
}

/** handler-contract §4: what the items come down to. */
export function verdictOf(items: readonly ItemReport[]): Verdict {
  const worst = worstOf(items)
  if (worst !== 'conformant' && worst !== 'usable') return worst
  const blind = items.some(
    ({verdict, severity, reason}) => verdict === 'skipped' && severity === 'critical' && isBlind(reason),
  )
  return blind ? 'incomplete' : worst
}

/** What was not played could fail; what failed stays. */
function unfinished(items: readonly ItemReport[]): Verdict {
  return worstOf(items) === 'unsafe' ? 'unsafe' : 'incomplete'
}

/** Where nothing of what was asked for could be judged, nothing holds. */
function partVerdict(items: readonly ItemReport[]): Verdict {
  return items.every(({verdict}) => verdict === 'skipped') ? 'incomplete' : worstOf(items)
}

function worstOf(items: readonly ItemReport[]): Verdict {
  const failed = items.filter(({verdict}) => verdict === 'fail')
  if (failed.some(({severity}) => severity === 'critical' || severity === 'high')) return 'unsafe'
  if (items.some(({verdict}) => verdict === 'error')) return 'incomplete'
  return failed.length > 0 ? 'usable' : 'conformant'
}

/** Skipped for want of a model or because not everything was played, not because the item is about something else. */
function isBlind(reason: string | null): boolean {
  return reason !== null && !reason.startsWith('is about ')
}

/** The undisturbed rotation, step by step. */
export function plainSteps({rotation}: PlainRun, showable: ReportFacts['showable']): readonly PlainStep[] {
  return rotation.steps.map(step => plainStep(step, showable))
}

function plainStep(result: StepResult, showable: ReportFacts['showable']): PlainStep {
  const {step, ok, durationMs, calls, error} = result
  return {
    step,
    ok,
    durationMs: Math.round(durationMs),
    calls: calls.map(describeCall),
    labels: labelMoves(result),
    error: error === undefined ? null : showable(error),
  }
}

/** `AWSCURRENT → 5f0d2a71`, for each call that moved labels. */
function labelMoves({calls}: StepResult): readonly string[] {
  const holders = (labels: Readonly<Record<string, readonly string[]>>) =>
    new Map(Object.entries(labels).flatMap(([version, names]) => names.map(name => [name, version] as const)))
  return calls.flatMap((entry, at) => {
    const before = calls[at - 1]
    if (before === undefined) return []
    const was = holders(before.labels)
    return [...holders(entry.labels)]
      .filter(([label, version]) => was.get(label) !== version)
      .map(([label, version]) => `${label} → ${version.slice(0, 8)}`)
  })
}

function matrixOf({tally, pairs}: Rehearsed): RehearsalReport['crashMatrix'] {
  const named = [...tally.cells].filter(([name]) => isCell(name))
  const cells = named.map(([, cell]) => cell)
  const failing = (id: string) => cells.filter(({items}) => items.includes(id)).length
  const stuck = failing('crash-is-live')
  return {
    cells: cells.length,
    unsafe: failing('crash-is-safe'),
    stuck,
    needsRepair: Math.max(0, failing('service-retry-settles') - stuck),
    deadCurrentMs: tally.deadCurrentMs,
    depth: pairs === undefined ? 1 : 2,
    secondFaults: {played: named.filter(([name]) => firstOf(name) !== undefined).length, possible: pairs ?? 0},
  }
}
