import type {Place, Rule} from './entities.ts'
import {noSuchRule} from './errors.ts'
import {ruleArn} from './arns.ts'

/** Rules of the default buses of all accounts and regions. */
export class EventBridgeState {
  #rules: ReadonlyMap<string, Rule> = new Map()

  find(place: Place, name: string): Rule | undefined {
    return this.#rules.get(ruleArn(place, name))
  }

  /** Throws ResourceNotFoundException. */
  need(place: Place, name: string): Rule {
    const rule = this.find(place, name)
    if (rule === undefined) throw noSuchRule(name)
    return rule
  }

  /** By name. */
  rules({accountId, region}: Place): readonly Rule[] {
    return [...this.#rules.values()]
      .filter(rule => rule.accountId === accountId && rule.region === region)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
  }

  /** Most sandboxes have none at all, and every call asks. */
  get isEmpty(): boolean {
    return this.#rules.size === 0
  }

  put(rule: Rule): void {
    this.#rules = new Map(this.#rules).set(rule.arn, rule)
  }

  delete({arn}: Rule): void {
    this.#rules = new Map([...this.#rules].filter(([known]) => known !== arn))
  }

  snapshot(): unknown {
    return this.#rules
  }

  /** A state that was written before there were rules has none. */
  restore(snapshot: unknown): void {
    this.#rules = new Map(snapshot as ReadonlyMap<string, Rule> | undefined)
  }
}
