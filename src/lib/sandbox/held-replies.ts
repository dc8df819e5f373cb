import type {Held, HeldReplies, HeldUntil} from './kernel.ts'

/** The replies that a sandbox keeps back, in the order in which they were ready. */
export class ReplyHolds implements HeldReplies {
  readonly #held = new Map<Held, (end: 'sent' | 'cut') => void>()
  readonly #onSent: (accessKeyId: string) => void

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

  #end(held: Held, how: 'sent' | 'cut'): void {
    this.#held.get(held)?.(how)
    this.#held.delete(held)
  }
}
