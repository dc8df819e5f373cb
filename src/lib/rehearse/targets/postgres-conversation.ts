import type {Conversation, Turn} from './conversation.ts'
import {cString, errorMessage, Messages} from './postgres-messages.ts'
import type {Proof} from './postgres-proof.ts'

// https://www.postgresql.org/docs/current/protocol-message-formats.html
const STARTUP = 196_608
const SSL_REQUEST = 80_877_103
const GSS_REQUEST = 80_877_104

/** Who logged in with what, as far as the connection showed it. */
export interface Login {
  readonly user: string
  readonly proof: Proof
  readonly accepted: boolean
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const REFUSALS: Readonly<Record<number, readonly [string, string]>> = {
  403: ['28000', 'no pg_hba.conf entry for this host'],
  429: ['53300', 'sorry, too many clients already'],
}
const NOT_NOW = ['57P03', 'the database system is starting up'] as const

/** Tags of what clients send on their own account before what they are told to, and of what only reads. */
const CHANGES_NOTHING = /^(SELECT|SHOW|SET|BEGIN|START TRANSACTION|ROLLBACK|DISCARD|DEALLOCATE|COMMIT)\b/

/** State of a connection outside a transaction. */
const IDLE = 0x49

/** A connection to PostgreSQL: its login and the ends of its statements. Encrypted ones are opaque. */
export class PostgresConversation implements Conversation {
  readonly opens = 'client'
  readonly #client = new Messages({untyped: true})
  readonly #server = new Messages({untyped: false})
  #user = ''
  #proof: Proof = {method: 'none'}
  #login: Login | undefined
  #awaitsByte = false
  #opaque = false
  #ready = false
  #changed = false

  /** undefined: none was seen. */
  get login(): Login | undefined {
    return this.#login
  }

  /** Whether nobody could see how it logged in. */
  get isEncrypted(): boolean {
    return this.#opaque
  }

  asked(bytes: Buffer): void {
    if (this.#opaque) return
    for (const {type, body} of this.#client.take(bytes)) {
      if (type === '') this.#opened(body)
      else if (type === 'p' && this.#login === undefined) this.#proved(body)
    }
  }

  answered(bytes: Buffer): Turn | undefined {
    if (this.#opaque) return undefined
    let rest = bytes
    if (this.#awaitsByte && rest.length > 0) {
      this.#awaitsByte = false
      const isEncrypted = rest[0] !== 0x4e && rest[0] !== 0x45
      if (isEncrypted) {
        this.#opaque = true
        return 'opaque'
      }
      if (rest[0] === 0x4e) rest = rest.subarray(1)
    }
    let turn: Turn | undefined
    for (const {type, body} of this.#server.take(rest)) turn = this.#turnOf(type, body) ?? turn
    return turn
  }

  refusal(status: number): Buffer {
    return errorMessage(...(REFUSALS[status] ?? NOT_NOW))
  }

  #opened(body: Buffer): void {
    const code = body.readUInt32BE(0)
    if (code === SSL_REQUEST || code === GSS_REQUEST) this.#awaitsByte = true
    if (code !== STARTUP) return
    this.#client.typed()
    let rest = body.subarray(4)
    while (rest.length > 1) {
      const [name, after] = cString(rest)
      const [value, next] = cString(after)
      if (name === 'user') this.#user = value
      rest = next
    }
  }

  #proved(body: Buffer): void {
    const proof = this.#proof
    if (proof.method === 'cleartext') this.#proof = {...proof, password: cString(body)[0]}
    else if (proof.method === 'md5') this.#proof = {...proof, answer: cString(body)[0]}
    else if (proof.method === 'scram') {
      // The first one names its mechanism and has a length; the second is the message alone.
      if (proof.first === '') this.#proof = {...proof, first: cString(body)[1].toString('utf8', 4)}
      else if (proof.final === '') this.#proof = {...proof, final: body.toString('utf8')}
    }
  }

  #turnOf(type: string, body: Buffer): Turn | undefined {
    if (type === 'R') return this.#authentication(body)
    if (type === 'E' && !this.#ready) {
      this.#login ??= {user: this.#user, proof: this.#proof, accepted: false}
      return 'refused'
    }
    if (type === 'E' || (type === 'C' && !CHANGES_NOTHING.test(cString(body)[0]))) this.#changed = true
    if (type !== 'Z') return undefined
    this.#ready = true
    // In a transaction nothing has taken effect yet.
    if (!this.#changed || body[0] !== IDLE) return undefined
    this.#changed = false
    return 'statement'
  }

  #authentication(body: Buffer): Turn | undefined {
    const code = body.readUInt32BE(0)
    if (code === 0) {
      this.#login = {user: this.#user, proof: this.#proof, accepted: true}
      return 'let-in'
    }
    if (code === 3) this.#proof = {method: 'cleartext', password: ''}
    if (code === 5) this.#proof = {method: 'md5', salt: body.toString('latin1', 4, 8), answer: ''}
    if (code === 10) this.#proof = {method: 'scram', first: '', challenge: '', final: ''}
    if (code === 11 && this.#proof.method === 'scram') {
      this.#proof = {...this.#proof, challenge: body.toString('utf8', 4)}
    }
    return undefined
  }
}
