import type {CaseVerdict, Item, Plan} from './item.ts'
import type {Observation, Seen} from './observation.ts'
import type {ItemVerdict} from './record.ts'
import type {FirstFailure} from './report.ts'
import {deadCurrentMs} from './safety.ts'

/** What one scenario said of one item. */
export interface CaseResult {
  readonly item: Item
  readonly scenario: string
  readonly verdict: CaseVerdict
  /** Set for failures. */
  readonly failure?: FirstFailure
}

/** What became of one item over all its cases so far; of failures only the shortest is kept. */
export interface ItemTally {
  readonly passed: number
  readonly failed: number
  readonly shortest: FirstFailure | undefined
  readonly skipReason: string | undefined
  readonly errorReason: string | undefined
}

const NOTHING: ItemTally = {passed: 0, failed: 0, shortest: undefined, skipReason: undefined, errorReason: undefined}

/** The slowest invocation of a step. */
export interface Slowest {
  readonly step: string
  readonly worstMs: number
}

/** Keeps what the report needs of each scenario, so that memory does not grow with their number. */
export class Tally {
  readonly #items = new Map<string, ItemTally>()
  readonly #cells = new Map<string, {verdict: ItemVerdict; items: string[]}>()
  readonly #needs = new Map<string, Seen>()
  #slowest: Slowest | undefined
  #deadCurrentMs = 0
  #strength: {readonly bits: number | null; readonly source: string | null} = {bits: null, source: null}

  of(item: Item): ItemTally {
    return this.#items.get(item.id) ?? NOTHING
  }

  /** Verdicts by the name of the scenario, and the items that failed in it. */
  get cells(): ReadonlyMap<string, {readonly verdict: ItemVerdict; readonly items: readonly string[]}> {
    return this.#cells
  }

  /** One call of each kind that the function made. */
  get calls(): readonly Seen[] {
    return [...this.#needs.values()]
  }

  get slowest(): Slowest | undefined {
    return this.#slowest
  }

  /** Least bits of new values that a scenario found, and how they were found. */
  get strength(): {readonly bits: number | null; readonly source: string | null} {
    return this.#strength
  }

  get deadCurrentMs(): number {
    return this.#deadCurrentMs
  }

  saw(observation: Observation, plan: Plan): void {
    for (const entry of observation.seen) {
      if (entry.by !== 'function') continue
      const key = JSON.stringify(entry.needs)
      if (!this.#needs.has(key)) this.#needs.set(key, entry)
    }
    for (const {step, durationMs, end} of observation.invocations) {
      if (end === 'killed' || end === 'timed-out' || durationMs <= (this.#slowest?.worstMs ?? -1)) continue
      this.#slowest = {step, worstMs: durationMs}
    }
    const {strength} = (observation.facts ?? {}) as {strength?: {bits: number; source: string}}
    if (strength !== undefined) this.#strength = strength
    if (plan.kind === 'rep') this.#deadCurrentMs = Math.max(this.#deadCurrentMs, deadCurrentMs(observation))
  }

  add({item, scenario, verdict, failure}: CaseResult): void {
    const before = this.of(item)
    this.#items.set(item.id, {
      passed: before.passed + (verdict.verdict === 'pass' ? 1 : 0),
      failed: before.failed + (verdict.verdict === 'fail' ? 1 : 0),
      shortest: shorter(before.shortest, failure),
      skipReason: before.skipReason ?? (verdict.verdict === 'skipped' ? verdict.reason : undefined),
      errorReason: before.errorReason ?? (verdict.verdict === 'error' ? verdict.reason : undefined),
    })
    const cell = this.#cells.get(scenario) ?? {verdict: 'pass' as const, items: []}
    const worse = verdict.verdict === 'fail' || (verdict.verdict === 'error' && cell.verdict !== 'fail')
    this.#cells.set(scenario, {
      verdict: worse ? verdict.verdict : cell.verdict,
      items: verdict.verdict === 'fail' ? [...cell.items, item.id] : cell.items,
    })
  }
}

function shorter(a: FirstFailure | undefined, b: FirstFailure | undefined): FirstFailure | undefined {
  if (a === undefined || b === undefined) return a ?? b
  if (a.callRecord.length !== b.callRecord.length) return a.callRecord.length < b.callRecord.length ? a : b
  return a.cell <= b.cell ? a : b
}
