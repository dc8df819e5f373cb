/** Who waits in a virtual time. */
export interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** Those who wait in a virtual time; whoever began to wait first at a moment is woken first. */
export class Sleepers {
  #waiting: (Sleeper & {readonly sequence: number})[] = []
  #begun = 0

  /** How many have begun to wait so far. */
  get begun(): number {
    return this.#begun
  }

  /** Waits until `at`; rejects with the signal's reason. */
  until(at: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const aborted = (): void => {
        this.#leave(sleeper)
        reject(signal?.reason as Error)
      }
      const wake = (): void => {
        this.#leave(sleeper)
        signal?.removeEventListener('abort', aborted)
        resolve()
      }
      this.#begun += 1
      const sleeper = {at, sequence: this.#begun, wake}
      this.#waiting.push(sleeper)
      signal?.addEventListener('abort', aborted, {once: true})
    })
  }

  /** Who has to be woken next. */
  get first(): Sleeper | undefined {
    return this.#waiting.toSorted((a, b) => a.at - b.at || a.sequence - b.sequence)[0]
  }

  /** Nobody waits any more, and nobody is woken. */
  clear(): void {
    this.#waiting = []
  }

  #leave(sleeper: Sleeper): void {
    this.#waiting = this.#waiting.filter(other => other !== sleeper)
  }
}
