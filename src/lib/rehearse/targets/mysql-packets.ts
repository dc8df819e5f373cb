// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html
const HEAD = 4

/** Packets of MySQL's protocol as they come in over a stream, in pieces of any size. */
export class Packets {
  #rest = Buffer.alloc(0)

  /** The packets that are whole now. */
  take(bytes: Uint8Array): readonly Buffer[] {
    this.#rest = Buffer.concat([this.#rest, bytes])
    const whole: Buffer[] = []
    while (this.#rest.length >= HEAD) {
      const end = HEAD + this.#rest.readUIntLE(0, 3)
      if (this.#rest.length < end) break
      whole.push(this.#rest.subarray(HEAD, end))
      this.#rest = this.#rest.subarray(end)
    }
    return whole
  }
}

/** What a server opens a connection with. `flags`: what it is able to do. */
export interface Greeting {
  readonly flags: number
  readonly nonce: Buffer
  readonly plugin: string
}

/** What a client answers. `proof`: what it shows of its password. */
export interface Answer {
  readonly flags: number
  readonly user: string
  readonly proof: Buffer
  /** undefined: the one that the server named. */
  readonly plugin: string | undefined
}

const FLAGS = {
  withDatabase: 1 << 3,
  compressed: 1 << 5,
  ssl: 1 << 11,
  sized: 1 << 15,
  plugin: 1 << 19,
  longProof: 1 << 21,
  zstd: 1 << 26,
} as const

const FIXED_ANSWER = 32

/** https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html */
export function greetingIn(packet: Buffer): Greeting {
  const [, afterVersion] = cString(packet.subarray(1))
  const first = afterVersion.subarray(4, 12)
  const flags = afterVersion.readUInt16LE(13) + afterVersion.readUInt16LE(18) * 0x1_00_00
  const length = Math.max(13, afterVersion.readUInt8(20) - 8)
  const second = afterVersion.subarray(31, 31 + length)
  const [plugin] = cString(afterVersion.subarray(31 + length))
  return {flags, nonce: Buffer.concat([first, second]).subarray(0, 20), plugin}
}

/** https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_response.html */
export function answerIn(packet: Buffer): Answer {
  const flags = packet.readUInt32LE(0)
  const [user, afterUser] = cString(packet.subarray(FIXED_ANSWER))
  const [proof, afterProof] = proofIn(afterUser, flags)
  const rest = (flags & FLAGS.withDatabase) === 0 ? afterProof : cString(afterProof)[1]
  return {flags, user, proof, plugin: (flags & FLAGS.plugin) === 0 ? undefined : cString(rest)[0]}
}

/** Whether a client asks for encryption before it says who it is. */
export function isSslRequest(packet: Buffer): boolean {
  return packet.length === FIXED_ANSWER && (packet.readUInt32LE(0) & FLAGS.ssl) !== 0
}

/** Whether what follows the login is compressed, by what both sides are able to do. */
export function isCompressed(flags: number): boolean {
  return (flags & (FLAGS.compressed | FLAGS.zstd)) !== 0
}

/** A refusal in place of the greeting: nothing is agreed on yet, so it has no SQL state. */
export function errorPacket(code: number, text: string): Buffer {
  const words = Buffer.from(text, 'utf8')
  const head = Buffer.alloc(HEAD + 3)
  head.writeUIntLE(words.length + 3, 0, 3)
  head.writeUInt8(0xff, HEAD)
  head.writeUInt16LE(code, HEAD + 1)
  return Buffer.concat([head, words])
}

/** Text up to the next zero byte, and what follows it. */
export function cString(bytes: Buffer): readonly [string, Buffer] {
  const end = bytes.indexOf(0)
  if (end === -1) return [bytes.toString('utf8'), Buffer.alloc(0)]
  return [bytes.toString('utf8', 0, end), bytes.subarray(end + 1)]
}

function proofIn(bytes: Buffer, flags: number): readonly [Buffer, Buffer] {
  if ((flags & (FLAGS.longProof | FLAGS.sized)) === 0) {
    const end = bytes.indexOf(0)
    return [bytes.subarray(0, end), bytes.subarray(end + 1)]
  }
  // A length up to 250 is one byte in both forms, and none of these proofs is longer; a text may be.
  const isLong = bytes[0] === 0xfc && (flags & FLAGS.longProof) !== 0
  const from = isLong ? 3 : 1
  const end = from + (isLong ? bytes.readUInt16LE(1) : (bytes[0] ?? 0))
  return [bytes.subarray(from, end), bytes.subarray(end)]
}
