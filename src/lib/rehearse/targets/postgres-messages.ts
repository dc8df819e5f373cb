/** Messages of PostgreSQL's protocol as they come in over a stream, in pieces of any size. */
export class Messages {
  #rest = Buffer.alloc(0)
  #untyped: boolean

  /** `untyped`: the first message has no letter, as what a client begins with. */
  constructor({untyped}: {readonly untyped: boolean}) {
    this.#untyped = untyped
  }

  /** The messages that are whole now. */
  *take(bytes: Uint8Array): Generator<{readonly type: string; readonly body: Buffer}> {
    this.#rest = Buffer.concat([this.#rest, bytes])
    for (;;) {
      const at = this.#untyped ? 0 : 1
      if (this.#rest.length < at + 4) return
      const end = at + this.#rest.readUInt32BE(at)
      if (this.#rest.length < end) return
      const type = this.#untyped ? '' : String.fromCharCode(this.#rest[0]!)
      const body = this.#rest.subarray(at + 4, end)
      this.#rest = this.#rest.subarray(end)
      yield {type, body}
    }
  }

  /** From now on messages have a letter. */
  typed(): void {
    this.#untyped = false
  }
}

/** Text up to the next zero byte, and what follows it. */
export function cString(bytes: Buffer): readonly [string, Buffer] {
  const end = bytes.indexOf(0)
  if (end === -1) return [bytes.toString('utf8'), Buffer.alloc(0)]
  return [bytes.toString('utf8', 0, end), bytes.subarray(end + 1)]
}

/** A refusal as a server sends it. https://www.postgresql.org/docs/current/protocol-error-fields.html */
export function errorMessage(code: string, text: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${text}\0\0`, 'utf8')
  const head = Buffer.alloc(5)
  head.write('E', 'latin1')
  head.writeUInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}
