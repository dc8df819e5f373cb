import type {SandboxClock} from '../../kernel.ts'

/** How many invocations of each function are under way. Those of before the sandbox was put back do not count. */
export class Busy {
  readonly #clock: SandboxClock
  #era: number
  #counts = new Map<string, number>()

  constructor(clock: SandboxClock) {
    this.#clock = clock
    this.#era = clock.era
  }

  count(functionArn: string): number {
    return this.#present().get(functionArn) ?? 0
  }

  /** Counts one more; the result ends it. */
  enter(functionArn: string): () => void {
    const counts = this.#present()
    counts.set(functionArn, (counts.get(functionArn) ?? 0) + 1)
    return () => counts.set(functionArn, (counts.get(functionArn) ?? 1) - 1)
  }

  #present(): Map<string, number> {
    if (this.#era !== this.#clock.era) {
      this.#era = this.#clock.era
      this.#counts = new Map()
    }
    return this.#counts
  }
}
