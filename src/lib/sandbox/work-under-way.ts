/** Counts work that is under way, and lets others wait for its end. */
export class WorkUnderWay {
  #count = 0
  #waiting: (() => void)[] = []

  track<T>(work: Promise<T>): Promise<T> {
    this.#count += 1
    return work.finally(() => {
      this.#count -= 1
      const waiting = this.#waiting
      this.#waiting = []
      for (const resolve of waiting) resolve()
    })
  }

  get isWaitedFor(): boolean {
    return this.#waiting.length > 0
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#count > 0) await new Promise<void>(resolve => this.#waiting.push(resolve))
  }
}
