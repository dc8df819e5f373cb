/** A map by two texts. Built keys would have to be hashed anew on every request; the parts carry their hash. */
export class NestedMap<T> {
  readonly #outer = new Map<string, Map<string, T>>()

  get(outer: string, inner: string): T | undefined {
    return this.#outer.get(outer)?.get(inner)
  }

  getOrMake(outer: string, inner: string, make: () => T): T {
    let map = this.#outer.get(outer)
    if (map === undefined) this.#outer.set(outer, (map = new Map()))
    let value = map.get(inner)
    if (value === undefined) map.set(inner, (value = make()))
    return value
  }

  values(): T[] {
    return [...this.#outer.values()].flatMap(map => [...map.values()])
  }

  entries(): {readonly outer: string; readonly inner: string; readonly value: T}[] {
    return [...this.#outer].flatMap(([outer, map]) => [...map].map(([inner, value]) => ({outer, inner, value})))
  }
}
