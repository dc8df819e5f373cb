import {describeCall} from './call-text.ts'
import type {Item} from './item.ts'
import {itemReport} from './judge.ts'
import {MODES} from './matrix.ts'
import type {StepResult} from './observation.ts'
import type {PlainRun} from './plain-run.ts'
import {actionsIn, policyForPeople, policyOf} from './policy.ts'
import type {Rehearsed} from './rehearse.ts'
import type {HandlerVerdict, ItemReport, PlainStep, RehearsalReport} from './report.ts'
import {unusedActions} from './shipped-policy.ts'
import type {Subject} from './subject.ts'

/** What goes into a report beside what was played. */
export interface ReportFacts {
  readonly subject: Subject
  readonly items: readonly Item[]
  readonly only: readonly string[] | undefined
  readonly accountId: string
  readonly region: string
  /** A function's error made fit to be shown. */
  readonly showable: (error: NonNullable<StepResult['error']>) => string
}

/** The one result object of a rehearsal: the table, JSON and JUnit are made of it. */
export function reportOf(
  done: Rehearsed,
  {subject, items, only, accountId, region, showable}: ReportFacts,
): RehearsalReport {
  const {plan, tally, plain} = done
  const complete = done.played === done.planned
  const unplayed = complete ? undefined : 'not all scenarios were played'
  const judged = only === undefined ? items : items.filter(({id}) => only.includes(id))
  const reports = judged.map(item => itemReport(item, plan, tally.of(item), unplayed))
  const policy = policyForPeople(policyOf(tally.calls), accountId, region)
  return {
    handler: {
      file: subject.source,
      codeSha256: subject.codeSha256,
      handler: subject.handler,
      runtime: subject.runtime,
      declaredRuntime: subject.declaredRuntime ?? null,
      kind: plan.kind,
      target: done.target,
    },
    seed: plan.seed,
    verdict: complete && only === undefined ? verdictOf(reports) : worstOf(reports),
    notes: subject.notes,
    findings: subject.findings,
    plain: plainSteps(plain, showable),
    items: reports,
    crashMatrix: matrixOf(done),
    cells: [...tally.cells]
      .filter(([name]) => isCell(name))
      .map(([name, cell]) => ({name, verdict: cell.verdict, items: [...cell.items]})),
    strength: done.strength,
    time: {
      step: tally.slowest?.step ?? null,
      worstMs: Math.round(tally.slowest?.worstMs ?? 0),
      timeoutMs: subject.timeoutMs,
    },
    calls: {made: actionsIn(policy), unused: unusedActions(subject.shippedPolicy, tally.calls)},
    policy,
    keepsState: done.keepsState,
    scenarios: {played: done.played, planned: done.planned, complete},
  }
}

/** handler-contract §4: what the items come down to. */
export function verdictOf(items: readonly ItemReport[]): HandlerVerdict {
  const worst = worstOf(items)
  if (worst !== 'conformant' && worst !== 'usable') return worst
  const blind = items.some(
    ({verdict, severity, reason}) => verdict === 'skipped' && severity === 'critical' && isBlind(reason),
  )
  return blind ? 'incomplete' : worst
}

function worstOf(items: readonly ItemReport[]): HandlerVerdict {
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

const isCell = (name: string) => [...MODES, 'kill-after-return'].some(mode => name.endsWith(`/${mode}`))

function matrixOf({tally}: Rehearsed): RehearsalReport['crashMatrix'] {
  const cells = [...tally.cells].filter(([name]) => isCell(name)).map(([, cell]) => cell)
  const failing = (id: string) => cells.filter(({items}) => items.includes(id)).length
  const stuck = failing('crash-is-live')
  return {
    cells: cells.length,
    unsafe: failing('crash-is-safe'),
    stuck,
    needsRepair: Math.max(0, failing('service-retry-settles') - stuck),
    deadCurrentMs: tally.deadCurrentMs,
  }
}
