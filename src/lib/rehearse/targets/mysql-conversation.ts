import type {Conversation, Turn} from './conversation.ts'
import {answerIn, cString, errorPacket, greetingIn, isCompressed, isSslRequest, Packets} from './mysql-packets.ts'
import {type MysqlProof, proofBy} from './mysql-proof.ts'

/** Who logged in with what, as far as the connection showed it. */
export interface MysqlLogin {
  readonly user: string
  readonly proof: MysqlProof
  readonly accepted: boolean
}

// Of a server that does not even greet. https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html
const REFUSALS: Readonly<Record<number, readonly [number, string]>> = {
  403: [1130, "Host '127.0.0.1' is not allowed to connect to this MySQL server"],
  429: [1040, 'Too many connections'],
}
const NOT_NOW = [1053, 'Server shutdown in progress'] as const

// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html
const QUERY = 0x03
const PREPARE = 0x16
const EXECUTE = 0x17

/** What clients send on their own account before what they are told to, and what only reads: an answer of these is no loss. */
const CHANGES_NOTHING = /^\s*(SELECT|SHOW|USE|BEGIN|START|COMMIT|ROLLBACK|SET\b(?!\s+PASSWORD))/i

type Stage = 'greeting' | 'answer' | 'verdict' | 'switched' | 'over'

/** A connection to MySQL or MariaDB: its login and the answers to statements that may change something. */
export class MysqlConversation implements Conversation {
  readonly opens = 'server'
  readonly #client = new Packets()
  readonly #server = new Packets()
  #stage: Stage = 'greeting'
  #flags = 0
  #nonce: Buffer = Buffer.alloc(0)
  #plugin = ''
  #user = ''
  #proof: MysqlProof = {method: 'none'}
  #login: MysqlLogin | undefined
  #isEncrypted = false
  #isCompressed = false
  #toldOpaque = false
  #changes = false
  #preparing: string | undefined
  /** Of the statements that were prepared, by their ids. */
  #prepared = new Map<number, string>()

  /** undefined: none was seen. */
  get login(): MysqlLogin | undefined {
    return this.#login
  }

  /** Whether nobody could see how it logged in. */
  get isEncrypted(): boolean {
    return this.#isEncrypted
  }

  asked(bytes: Buffer): void {
    if (this.#isEncrypted || this.#isCompressed) return
    for (const packet of this.#client.take(bytes)) {
      this.#heard(packet)
      if (this.#isEncrypted) return
    }
  }

  answered(bytes: Buffer): Turn | undefined {
    if (this.#isEncrypted) {
      const turn = this.#toldOpaque ? undefined : 'opaque'
      this.#toldOpaque = true
      return turn
    }
    // Which statement it answers is compressed too.
    if (this.#isCompressed) return 'statement'
    let turn: Turn | undefined
    for (const packet of this.#server.take(bytes)) turn = this.#turnOf(packet) ?? turn
    return turn
  }

  refusal(status: number): Buffer {
    return errorPacket(...(REFUSALS[status] ?? NOT_NOW))
  }

  #heard(packet: Buffer): void {
    if (this.#stage === 'answer') this.#introduced(packet)
    else if (this.#stage === 'switched') {
      this.#proof = proofBy(this.#plugin, this.#nonce, packet)
      this.#stage = 'verdict'
    } else if (this.#stage === 'over') this.#told(packet)
  }

  #told(packet: Buffer): void {
    const [command] = packet
    this.#preparing = command === PREPARE ? packet.toString('utf8', 1) : undefined
    const statement =
      command === QUERY ? packet.toString('utf8', 1) : command === EXECUTE ? this.#executed(packet) : undefined
    this.#changes = statement !== undefined && !CHANGES_NOTHING.test(statement)
  }

  /** Empty where nobody saw it prepared: it may change anything. */
  #executed(packet: Buffer): string {
    return packet.length < 5 ? '' : (this.#prepared.get(packet.readUInt32LE(1)) ?? '')
  }

  /** https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_prepare.html */
  #noteId(packet: Buffer): void {
    if (this.#preparing !== undefined && packet[0] === 0 && packet.length >= 5)
      this.#prepared.set(packet.readUInt32LE(1), this.#preparing)
    this.#preparing = undefined
  }

  #introduced(packet: Buffer): void {
    if (isSslRequest(packet)) {
      this.#isEncrypted = true
      return
    }
    const {flags, user, proof, plugin} = answerIn(packet)
    this.#flags &= flags
    this.#user = user
    this.#proof = proofBy(plugin ?? this.#plugin, this.#nonce, proof)
    this.#stage = 'verdict'
  }

  #turnOf(packet: Buffer): Turn | undefined {
    const [kind] = packet
    if (this.#stage === 'over') {
      this.#noteId(packet)
      const isAnswer = this.#changes
      this.#changes = false
      return isAnswer ? 'statement' : undefined
    }
    if (kind === 0xff) {
      // Whoever is refused in place of the greeting has said nothing.
      if (this.#stage !== 'greeting') this.#ended(false)
      return 'refused'
    }
    if (this.#stage === 'greeting') {
      const {flags, nonce, plugin} = greetingIn(packet)
      this.#flags = flags
      this.#nonce = nonce
      this.#plugin = plugin
      this.#stage = 'answer'
      return undefined
    }
    if (kind === 0xfe) this.#switched(packet)
    if (kind !== 0) return undefined
    this.#ended(true)
    return 'let-in'
  }

  /** https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_auth_switch_request.html */
  #switched(packet: Buffer): void {
    const [plugin, nonce] = cString(packet.subarray(1))
    this.#plugin = plugin
    this.#nonce = nonce.subarray(0, 20)
    this.#stage = 'switched'
  }

  #ended(accepted: boolean): void {
    this.#login = {user: this.#user, proof: this.#proof, accepted}
    this.#stage = 'over'
    this.#isCompressed = accepted && isCompressed(this.#flags)
  }
}
