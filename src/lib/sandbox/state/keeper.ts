/** Changes that nobody waits for are written within this many milliseconds. */
const LONGEST_DELAY_MS = 250

/** Told of every change; can be waited for until all changes so far would survive a kill. */
export interface Durability {
  changed(): void
  settled(): Promise<void>
}

/** Writes state after changes, one write at a time; changes during a write share the next one. */
export class StateKeeper implements Durability {
  readonly #write: () => Promise<void>
  #changes = 0
  #written = 0
  #writing: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #held = 0
  #sealed = false

  /** `write` takes the state before its first wait. Its failure is thrown at who waits, and tried again at the next change. */
  constructor(write: () => Promise<void>) {
    this.#write = write
  }

  changed(): void {
    if (this.#sealed) return
    this.#changes += 1
    if (this.#held > 0) return
    this.#timer ??= setTimeout(() => {
      this.settled().catch(() => this.#later())
    }, LONGEST_DELAY_MS).unref()
  }

  /** What happens is half of something: nothing is written and nobody waits, until `release`. May be nested. */
  hold(): void {
    this.#held += 1
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  release(): void {
    this.#held -= 1
    this.changed()
  }

  /** What happens from now on is not written. */
  seal(): void {
    this.#sealed = true
    clearTimeout(this.#timer)
  }

  async settled(): Promise<void> {
    const wanted = this.#changes
    while (!this.#sealed && this.#held === 0 && this.#written < wanted) await (this.#writing ??= this.#writeOnce())
  }

  async #writeOnce(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const covered = this.#changes
    try {
      await this.#write()
      this.#written = covered
    } finally {
      this.#writing = undefined
    }
  }

  /** A background write failed, on a full disk for instance; the next change or caller meets the reason itself. */
  #later(): void {
    this.#timer = undefined
  }
}
