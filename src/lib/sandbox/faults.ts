import {hash} from 'node:crypto'

import {matches, type FaultKind, type FaultRule} from './fault-rules.ts'
import type {Call, HeldReplies, HeldUntil, Snapshotable} from './kernel.ts'

export interface FiredFault {
  readonly rule: FaultRule
  /** Place of the rule in the plan, counted from 0. */
  readonly index: number
}

/** What strikes one call: at most one fault that ends it, a delay, and old labels. */
export interface Strike {
  readonly ending?: FiredFault
  readonly latency?: FiredFault
  readonly staleLabels?: FiredFault
}

interface Counter {
  readonly matched: number
  readonly fired: number
}

const NO_STRIKE: Strike = {}
const NONE_YET: Counter = {matched: 0, fired: 0}

/**
 * The seeded plan of what fails when. Whether a rule fires depends on the seed, the rule and how many calls it has
 * matched, so calls that no rule matches can come and go without moving a fault.
 */
export class FaultPlan implements Snapshotable {
  readonly #holds: HeldReplies
  readonly #now: () => number
  #seed: number
  #setAt = 0
  #rules: readonly FaultRule[] = []
  #counters: readonly Counter[] = []
  #off: ReadonlySet<FaultKind> = new Set()

  constructor(seed: number, holds: HeldReplies, now: () => number) {
    this.#now = now
    this.#seed = seed
    this.#holds = holds
  }

  get rules(): readonly FaultRule[] {
    return this.#rules
  }

  /** Kinds that do not fire at present. */
  get off(): ReadonlySet<FaultKind> {
    return this.#off
  }

  /** Replaces the plan; counting starts again. `seed` absent: the one before. */
  set(rules: readonly FaultRule[], seed = this.#seed): void {
    this.#seed = seed
    this.#rules = rules
    this.#counters = rules.map(() => NONE_YET)
    this.#setAt = this.#now()
  }

  clear(): void {
    this.set([])
    this.#off = new Set()
  }

  /** Lets every reply go out that a `hold` keeps back. */
  release(): void {
    this.#holds.release()
  }

  /** Switches whole kinds off or on again; what they match is counted all the same. */
  turn(kinds: readonly FaultKind[], to: 'on' | 'off'): void {
    const off = new Set(this.#off)
    for (const kind of kinds) {
      if (to === 'off') off.add(kind)
      else off.delete(kind)
    }
    this.#off = off
  }

  strike(call: Call): Strike {
    if (this.#rules.length === 0) return NO_STRIKE
    const strike: {-readonly [Key in keyof Strike]: Strike[Key]} = {}
    const counters = [...this.#counters]
    for (const [index, rule] of this.#rules.entries()) {
      if (!matches(rule, call)) continue
      const {matched, fired} = counters[index]!
      const place = rule.kind === 'latency' ? 'latency' : rule.kind === 'stale-labels' ? 'staleLabels' : 'ending'
      const fires = strike[place] === undefined && this.#fires(index, rule, {matched: matched + 1, fired})
      if (fires) strike[place] = {rule, index}
      counters[index] = {matched: matched + 1, fired: fires ? fired + 1 : fired}
    }
    this.#counters = counters
    return strike
  }

  snapshot(): unknown {
    return {seed: this.#seed, rules: this.#rules, counters: this.#counters, off: this.#off, setAt: this.#setAt}
  }

  restore(snapshot: unknown): void {
    const saved = snapshot as {
      seed: number
      rules: readonly FaultRule[]
      counters: readonly Counter[]
      off: ReadonlySet<FaultKind>
      setAt?: number
    }
    this.#seed = saved.seed
    this.#rules = saved.rules
    this.#counters = saved.counters
    this.#off = saved.off
    // A state that was written before there were rules for a time has none of them.
    this.#setAt = saved.setAt ?? 0
  }

  #fires(index: number, rule: FaultRule, {matched, fired}: Counter): boolean {
    if (this.#off.has(rule.kind)) return false
    if (rule.forMs !== undefined && this.#now() - this.#setAt >= rule.forMs) return false
    if (rule.times !== undefined && fired >= rule.times) return false
    if (rule.nth !== undefined && rule.nth !== matched) return false
    if (rule.from !== undefined && matched < rule.from) return false
    return rule.probability === undefined || this.#draw(index, matched) < rule.probability
  }

  #draw(index: number, matched: number): number {
    return hash('sha256', `${this.#seed}/${index}/${matched}`, 'buffer').readUInt32LE(0) / 4_294_967_296
  }
}

/** Virtual ms that a slow reply takes. */
export function latencyOf({rule}: FiredFault): number {
  return rule.latencyMs ?? 1000
}

/** Until when the reply of a call that has ended is kept back; undefined: it goes out at once. */
export function heldUntil({ending, latency}: Strike, isPaced: boolean, now: number): HeldUntil | undefined {
  if (ending?.rule.kind === 'hang') return 'never'
  if (ending?.rule.kind === 'hold' && ending.rule.holdBefore !== true) return 'released'
  return latency !== undefined && isPaced ? now + latencyOf(latency) : undefined
}
