import {createHmac, hash, pbkdf2Sync, randomBytes} from 'node:crypto'

const ITERATIONS = 4096
const SALT_BYTES = 16

/**
 * What the server would store of a password, made here as `\password` of psql does. `encryption` is the server's own
 * password_encryption: a server without SCRAM would take its text for a password.
 * https://www.postgresql.org/docs/current/catalog-pg-authid.html
 */
export function storedPassword(user: string, password: string, encryption: unknown): string {
  return encryption === 'scram-sha-256' ? scramVerifier(password) : `md5${hash('md5', password + user)}`
}

function scramVerifier(password: string): string {
  const salt = randomBytes(SALT_BYTES)
  const salted = pbkdf2Sync(prepared(password), salt, ITERATIONS, 32, 'sha256')
  const keyed = (name: string) => createHmac('sha256', salted).update(name).digest()
  const storedKey = hash('sha256', keyed('Client Key'), 'base64')
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${keyed('Server Key').toString('base64')}`
}

/**
 * SASLprep as server and clients do it: other spaces become a space, what is mapped to nothing goes, then NFKC.
 * https://www.rfc-editor.org/rfc/rfc4013
 */
function prepared(password: string): string {
  return password
    .replaceAll(/[\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000]/g, ' ')
    .replaceAll(/\u00AD|\u034F|\u1806|[\u180B-\u180D]|[\u200C\u200D]|\u2060|[\uFE00-\uFE0F]|\uFEFF/g, '')
    .normalize('NFKC')
}
