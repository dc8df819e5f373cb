import {AND, strikeName, strikesOn, type CallName, type Cell} from './cell.ts'
import {scenarioDraws} from './engine/draws.ts'
import type {Plan} from './item.ts'
import {cellsOf, type CellFacts} from './matrix.ts'
import type {Observation} from './observation.ts'
import {STEPS, type Step} from './steps.ts'

/** Pairs of faults that are played unless all are asked for: seconds for a function in Node, a minute or two in Python. */
export const SAMPLE = 300

interface RetriedStep {
  readonly step: Step
  readonly calls: readonly CallName[]
  readonly passed: boolean
}

/** What the service's retry did in each cell that needed one: that is where a second fault can strike. */
export class Retries {
  readonly #steps = new Map<string, readonly RetriedStep[]>()

  /** Learns from a cell with one fault; anything else is nothing to it. */
  note({facts}: Observation): void {
    const {cell, retried} = (facts ?? {}) as Partial<CellFacts>
    if (cell === undefined || cell.second !== undefined || retried === undefined) return
    const steps = STEPS.flatMap(step => {
      const result = retried.find(other => other.step === step)
      if (result === undefined) return []
      const calls = result.calls.map(({service, operation}) => ({service, operation}))
      return [{step, calls, passed: result.ok}]
    })
    this.#steps.set(cell.name, steps)
  }

  of(cell: Cell): readonly RetriedStep[] {
    return this.#steps.get(cell.name) ?? []
  }
}

/** Every cell with a second fault in the retry, in the order of the first ones. A step that failed had no result to lose. */
export function pairsOf(plan: Plan, retries: Retries): readonly Cell[] {
  return cellsOf(plan).flatMap(cell =>
    retries.of(cell).flatMap(({step, calls, passed}) =>
      strikesOn(step, calls.length)
        .filter(({mode}) => passed || mode !== 'kill-after-return')
        .map(strike => ({...cell, name: `${cell.name}${AND}${strikeName(strike)}`, second: {...strike, calls}})),
    ),
  )
}

/** A share of them that follows from the seed alone, in the same order. */
export function sampleOfPairs(pairs: readonly Cell[], seed: number, size = SAMPLE): readonly Cell[] {
  if (pairs.length <= size) return pairs
  const drawn = pairs.map(pair => ({pair, place: scenarioDraws(seed, `second/${pair.name}`)()}))
  const chosen = new Set(
    drawn
      .toSorted((one, other) => one.place - other.place)
      .slice(0, size)
      .map(({pair}) => pair),
  )
  return pairs.filter(pair => chosen.has(pair))
}

/** The cell with the first fault alone; undefined: the name has one fault. */
export function firstOf(name: string): string | undefined {
  const at = name.indexOf(AND)
  return at === -1 ? undefined : name.slice(0, at)
}
