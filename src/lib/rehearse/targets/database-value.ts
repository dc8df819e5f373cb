import {secretParts} from '../engine/canaries.ts'
import {stringsIn} from '../value-strings.ts'

/** The login in a secret's value, as far as it is one of these accounts at this place. */
export interface ValueLogin {
  readonly user: string
  readonly password: string
}

/** undefined: it names no such account, no password, or another place. */
export function loginIn(
  value: string,
  known: {readonly users: readonly string[]; readonly host: string; readonly port: number},
): ValueLogin | undefined {
  const strings = new Set(stringsIn(value))
  const user = known.users.find(name => strings.has(name))
  const password = secretParts(value).find(part => part !== user)
  if (user === undefined || password === undefined || !isHere(value, known)) return undefined
  return {user, password}
}

/** A value that names a place names this one. */
function isHere(value: string, {host, port}: {readonly host: string; readonly port: number}): boolean {
  const {host: named, port: at} = fieldsOf(value)
  const isHost = typeof named !== 'string' || named === host || (named === 'localhost' && host === '127.0.0.1')
  return isHost && (at === undefined || at === port || at === String(port))
}

function fieldsOf(value: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(value) ?? {}) as Record<string, unknown>
  } catch {
    return {}
  }
}
