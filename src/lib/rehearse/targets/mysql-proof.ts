import {hash, timingSafeEqual} from 'node:crypto'

/** What a client showed of its password when it logged in, as it went over the wire. */
export type MysqlProof =
  | {readonly method: 'none'}
  | {readonly method: 'cleartext'; readonly password: string}
  /** https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_authentication_methods_native_password_authentication.html */
  | {readonly method: 'native'; readonly nonce: Buffer; readonly answer: Buffer}
  /** https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html */
  | {readonly method: 'sha2'; readonly nonce: Buffer; readonly answer: Buffer}
  /** By a method from which no password can be told. */
  | {readonly method: 'unreadable'}

/** The proof that a client gives by this plugin for the server's nonce. */
export function proofBy(plugin: string, nonce: Buffer, answer: Buffer): MysqlProof {
  if (answer.length === 0) return {method: 'none'}
  if (plugin === 'mysql_native_password') return {method: 'native', nonce, answer}
  // The first message of caching_sha2_password is the proof even where the password itself follows, encrypted.
  if (plugin === 'caching_sha2_password') return {method: 'sha2', nonce, answer}
  if (plugin === 'mysql_clear_password') return {method: 'cleartext', password: text(answer)}
  return {method: 'unreadable'}
}

/** Whether the proof was made with this password. Without a proof nothing was shown: false. */
export function isMysqlProofOf(proof: MysqlProof, password: string): boolean {
  switch (proof.method) {
    case 'cleartext':
      return proof.password === password
    case 'native': {
      const once = digest('sha1', Buffer.from(password, 'utf8'))
      const twice = digest('sha1', once)
      return isSame(proof.answer, mixed(once, digest('sha1', Buffer.concat([proof.nonce, twice]))))
    }
    case 'sha2': {
      const once = digest('sha256', Buffer.from(password, 'utf8'))
      const twice = digest('sha256', once)
      return isSame(proof.answer, mixed(once, digest('sha256', Buffer.concat([twice, proof.nonce]))))
    }
    case 'none':
    case 'unreadable':
    default:
      return false
  }
}

/** Whether a password is the one that `mysql.user` stores; undefined: this form cannot be told from outside. */
export function isStoredByMysql(stored: string, password: string): boolean | undefined {
  if (stored === '') return false
  if (!/^\*[0-9A-F]{40}$/i.test(stored)) return undefined
  const twice = hash('sha1', digest('sha1', Buffer.from(password, 'utf8')))
  return stored.slice(1).toLowerCase() === twice
}

const digest = (algorithm: string, bytes: Uint8Array) => hash(algorithm, bytes, 'buffer')

const mixed = (one: Uint8Array, other: Uint8Array) => one.map((byte, at) => byte ^ other[at]!)

const isSame = (one: Uint8Array, other: Uint8Array) => one.length === other.length && timingSafeEqual(one, other)

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end)
}
