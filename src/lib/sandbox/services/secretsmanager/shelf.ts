import type {Secret} from './entities.ts'

export type SortKey = 'created-date' | 'last-accessed-date' | 'last-changed-date' | 'name'

export type ShelfSnapshot = ReadonlyMap<string, Secret>

interface Order {
  readonly names: readonly string[]
  /** The count of changes it was made at. */
  readonly madeAt: number
}

/** Secrets of one account and region, by name, with orders for listing that are made only when asked for. */
export class Shelf {
  readonly #secrets: Map<string, Secret>
  readonly #orders = new Map<SortKey, Order>()
  #members = 0
  #changes = 0

  constructor(secrets: ShelfSnapshot = new Map<string, Secret>()) {
    this.#secrets = new Map(secrets)
  }

  get(name: string): Secret | undefined {
    return this.#secrets.get(name)
  }

  get size(): number {
    return this.#secrets.size
  }

  set(secret: Secret): void {
    const before = this.#secrets.get(secret.name)
    // A secret that takes the place of another of its name is a new member: it goes to the end of the order of creation.
    if (before?.ordinal !== secret.ordinal) {
      this.#secrets.delete(secret.name)
      this.#members += 1
    }
    this.#secrets.set(secret.name, secret)
    this.#changes += 1
  }

  delete(name: string): void {
    if (!this.#secrets.delete(name)) return
    this.#members += 1
    this.#changes += 1
  }

  /**
   * Names in ascending order of a key, ties in order of creation. Creation and name change only with the members, so
   * the pages of one listing share one order however much is written meanwhile.
   */
  order(key: SortKey): readonly string[] {
    const stable = key === 'created-date' || key === 'name'
    const madeAt = stable ? this.#members : this.#changes
    const known = this.#orders.get(key)
    if (known?.madeAt === madeAt) return known.names
    const names = key === 'created-date' ? [...this.#secrets.keys()] : this.#sorted(key)
    this.#orders.set(key, {names, madeAt})
    return names
  }

  snapshot(): ShelfSnapshot {
    return new Map(this.#secrets)
  }

  #sorted(key: SortKey): readonly string[] {
    return [...this.#secrets.values()]
      .toSorted((a, b) => comparePositions(positionOf(a, key), positionOf(b, key)))
      .map(secret => secret.name)
  }
}

/** Where a secret stands in an order: the key's value, then the order of creation. */
export type Position = readonly [number | string, number]

export function positionOf(secret: Secret, key: SortKey): Position {
  if (key === 'name') return [secret.name, secret.ordinal]
  if (key === 'last-changed-date') return [secret.changedAt, secret.ordinal]
  if (key === 'last-accessed-date') return [secret.accessedAt ?? 0, secret.ordinal]
  return [secret.ordinal, secret.ordinal]
}

export function comparePositions(one: Position, other: Position): number {
  if (one[0] === other[0]) return one[1] - other[1]
  return one[0] < other[0] ? -1 : 1
}
