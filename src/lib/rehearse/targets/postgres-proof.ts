import {createHmac, hash, pbkdf2Sync, timingSafeEqual} from 'node:crypto'

/** What a client showed of its password when it logged in, as it went over the wire. */
export type Proof =
  | {readonly method: 'none'}
  | {readonly method: 'cleartext'; readonly password: string}
  | {readonly method: 'md5'; readonly salt: string; readonly answer: string}
  /** https://www.postgresql.org/docs/current/sasl-authentication.html */
  | {readonly method: 'scram'; readonly first: string; readonly challenge: string; readonly final: string}

/** Whether the proof was made with this password. Without a proof nothing was shown: false. */
export function isProofOf(proof: Proof, user: string, password: string): boolean {
  switch (proof.method) {
    case 'cleartext':
      return proof.password === password
    case 'md5': {
      const salted = Buffer.concat([Buffer.from(md5(password + user), 'latin1'), Buffer.from(proof.salt, 'latin1')])
      return proof.answer === `md5${hash('md5', salted)}`
    }
    case 'scram':
      return formsOf(password).some(form => isScramProof(proof, form))
    case 'none':
    default:
      return false
  }
}

/** Whether a password is the one that `pg_authid.rolpassword` stores. */
export function isStored(stored: string, user: string, password: string): boolean {
  if (stored.startsWith('md5')) return stored === `md5${md5(password + user)}`
  const [, iterations, salt = '', key = ''] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):/.exec(stored) ?? []
  if (iterations === undefined) return false
  return formsOf(password).some(form => {
    const {storedKey} = keysOf(form, Buffer.from(salt, 'base64'), Number(iterations))
    return isSame(storedKey, Buffer.from(key, 'base64'))
  })
}

function isScramProof({first, challenge, final}: Extract<Proof, {method: 'scram'}>, password: string): boolean {
  const {s: salt, i: iterations} = attributes(challenge)
  const {p: shown} = attributes(final)
  if (salt === undefined || iterations === undefined || shown === undefined) return false
  const {clientKey, storedKey} = keysOf(password, Buffer.from(salt, 'base64'), Number(iterations))
  const bare = first.replace(/^[^,]*,[^,]*,/, '')
  const message = [bare, challenge, final.replace(/,p=[^,]*$/, '')].join(',')
  const signature = createHmac('sha256', storedKey).update(message).digest()
  const expected = clientKey.map((byte, at) => byte ^ signature[at]!)
  return isSame(expected, Buffer.from(shown, 'base64'))
}

function keysOf(password: string, salt: Buffer, iterations: number) {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  return {clientKey, storedKey: hash('sha256', clientKey, 'buffer')}
}

/** Clients prepare passwords beyond ASCII, or do not: RFC 4013 begins with NFKC. */
const formsOf = (password: string) => [...new Set([password, password.normalize('NFKC')])]

const md5 = (text: string) => hash('md5', text)

const isSame = (one: Uint8Array, other: Uint8Array) => one.length === other.length && timingSafeEqual(one, other)

function attributes(message: string): Readonly<Record<string, string>> {
  return Object.fromEntries(message.split(',').map(part => [part.slice(0, 1), part.slice(2)]))
}
