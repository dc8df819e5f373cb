import type {Held, HeldReplies, HeldUntil} from './kernel.ts'

/** Real time after which a server outside the sandbox is taken to be silent. */
const LONGEST_ANSWER_MS = 5_000

/** The replies that a sandbox keeps back, in the order in which they were ready. */
export class ReplyHolds implements HeldReplies {
  readonly #held = new Map<Held, (end: 'sent' | 'cut') => void>()
  readonly #onSent: (accessKeyId: string) => void
  readonly #outside = new Set<object>()

  /** `onSent`: told before a reply goes out. */
  constructor(onSent: (accessKeyId: string) => void) {
    this.#onSent = onSent
  }

  hold(accessKeyId: string, until: HeldUntil, whenGone?: (listener: () => void) => void): Promise<'sent' | 'cut'> {
    const held: Held = {accessKeyId, until}
    const {promise, resolve} = Promise.withResolvers<'sent' | 'cut'>()
    this.#held.set(held, resolve)
    whenGone?.(() => this.#end(held, 'cut'))
    return promise
  }

  of(accessKeyId: string): readonly Held[] {
    return [...this.#held.keys()].filter(held => held.accessKeyId === accessKeyId)
  }

  send(held: Held): void {
    if (!this.#held.has(held)) return
    this.#onSent(held.accessKeyId)
    this.#end(held, 'sent')
  }

  release(): void {
    for (const held of this.#held.keys()) if (held.until === 'released') this.send(held)
  }

  cut(accessKeyId?: string): void {
    for (const held of this.#held.keys()) {
      if (accessKeyId === undefined || held.accessKeyId === accessKeyId) this.#end(held, 'cut')
    }
  }

  awaitOutside(): () => void {
    const answer = {}
    this.#outside.add(answer)
    const end = () => void this.#outside.delete(answer)
    const timer = setTimeout(end, LONGEST_ANSWER_MS).unref()
    return () => {
      clearTimeout(timer)
      end()
    }
  }

  isOutsideAtWork(): boolean {
    return this.#outside.size > 0
  }

  #end(held: Held, how: 'sent' | 'cut'): void {
    this.#held.get(held)?.(how)
    this.#held.delete(held)
  }
}
