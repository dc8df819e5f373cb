/** Values that many events share, kept once and known by number. Only a restore ever takes one away. */
export class Interned<T> {
  #values: T[] = []
  #numbers = new Map<string, number>()
  readonly #keyOf: (value: T) => string

  constructor(keyOf: (value: T) => string) {
    this.#keyOf = keyOf
  }

  /** `key` must be what `keyOf` gives for the value; the value is made only when the key is new. */
  number(key: string, make: () => T): number {
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.#values.push(make()) - 1
      this.#numbers.set(key, number)
    }
    return number
  }

  get(number: number): T | undefined {
    return this.#values[number]
  }

  all(): readonly T[] {
    return this.#values
  }

  snapshot(): T[] {
    return [...this.#values]
  }

  restore(values: readonly T[]): void {
    const last = values.length - 1
    // Values are made once, so an equal last one means that all before it are equal too: only newer ones have to go.
    if (last >= 0 && values[last] === this.#values[last]) {
      for (const value of this.#values.splice(last + 1)) this.#numbers.delete(this.#keyOf(value))
      return
    }
    this.#values = [...values]
    this.#numbers = new Map(values.map((value, number) => [this.#keyOf(value), number]))
  }
}
