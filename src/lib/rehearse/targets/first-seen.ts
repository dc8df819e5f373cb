import type {Back} from '../engine/kept.ts'

/** When credentials without a date of their own were first seen. */
export class FirstSeen {
  readonly #now: () => number
  #times = new Map<string, number>()

  constructor(now: () => number) {
    this.#now = now
  }

  of(id: string): number {
    const known = this.#times.get(id)
    if (known !== undefined) return known
    const now = this.#now()
    this.#times.set(id, now)
    return now
  }

  clear(): void {
    this.#times.clear()
  }

  /** Keeps the times as they are now; the result puts them back. */
  keep(): Back {
    const kept = new Map(this.#times)
    return () => {
      this.#times = new Map(kept)
    }
  }
}
