import {inspect} from 'node:util'

const REDACTED = '[redacted]'

/**
 * A secret value that cannot be printed by accident: string conversion, JSON and inspection all say `[redacted]`.
 * `reveal()` is called in gateways, in probes and in `versions --reveal`, nowhere else (test/structure.test.ts).
 */
export class Sensitive {
  readonly #value: string | Uint8Array

  constructor(value: string | Uint8Array) {
    this.#value = value
  }

  /** The bare value. */
  reveal(): string | Uint8Array {
    return this.#value
  }

  /** Length in bytes; safe to show. */
  get byteLength(): number {
    return typeof this.#value === 'string' ? Buffer.byteLength(this.#value) : this.#value.byteLength
  }

  toString(): string {
    return REDACTED
  }

  toJSON(): string {
    return REDACTED
  }

  [Symbol.toPrimitive](): string {
    return REDACTED
  }

  [inspect.custom](): string {
    return REDACTED
  }
}
