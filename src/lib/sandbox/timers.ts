/** A timer is data, so that snapshots carry it. */
export interface Timer {
  readonly id: number
  readonly dueAt: number
  readonly kind: string
  readonly payload: unknown
}

/** Timers in the order in which they fire: by due time, then by the order in which they were set. */
export class Timers {
  #queue: readonly Timer[] = []
  #nextId = 1

  get nextId(): number {
    return this.#nextId
  }

  /** Returns the timer's id. */
  add(timer: {readonly dueAt: number; readonly kind: string; readonly payload: unknown}): number {
    const id = this.#nextId++
    const position = this.#positionAfter(timer.dueAt)
    this.#queue = this.#queue.toSpliced(position, 0, {id, ...timer})
    return id
  }

  remove(id: number): void {
    this.#queue = this.#queue.filter(timer => timer.id !== id)
  }

  /** The next timer due at or before `at`, taken out. */
  takeDue(at: number): Timer | undefined {
    const first = this.#queue[0]
    if (first === undefined || first.dueAt > at) return undefined
    this.#queue = this.#queue.slice(1)
    return first
  }

  nextDueAt(): number | undefined {
    return this.#queue[0]?.dueAt
  }

  list(): readonly Timer[] {
    return this.#queue
  }

  replace(timers: readonly Timer[], nextId: number): void {
    this.#queue = timers
    this.#nextId = nextId
  }

  /** Binary search: thousands of schedules may wait at once. */
  #positionAfter(dueAt: number): number {
    let low = 0
    let high = this.#queue.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#queue[middle]!.dueAt <= dueAt) low = middle + 1
      else high = middle
    }
    return low
  }
}
