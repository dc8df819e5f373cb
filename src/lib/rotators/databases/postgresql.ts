import {Client, escapeIdentifier, escapeLiteral} from 'pg'
import {storedPassword} from './postgresql-password.ts'
import type {DatabaseKind, Login, Opening, Session} from './server.ts'
import {NoTls, ServerFailed, serverFailed} from './server-failed.ts'

const CLOSING_MS = 1000

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const INVALID_PASSWORD = '28P01'

/**
 * Codes of a server that has no place or is starting, of a role that another invocation changed or made at the same time,
 * and of connections; any other code of its own is an answer.
 */
const isPassing = (code: string): boolean =>
  !/^[0-9A-Z]{5}$/.test(code) || /^(08|40|53|57P)/.test(code) || ['42710', '23505', 'XX000'].includes(code)

/** PostgreSQL, and what speaks like it. */
export const postgresql: DatabaseKind = {
  name: 'PostgreSQL',
  engines: ['postgres', 'postgresql', 'aurora-postgresql'],
  usualPort: 5432,
  usualDatabase: 'postgres',
  // https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
  longestUser: 63,
  async open(login, opening) {
    let isAsked = false
    const password = () => {
      isAsked = true
      return login.password
    }
    const client = clientOf({...login, password}, opening)
    try {
      await client.connect()
    } catch (error) {
      await ended(client)
      const {code, message} = error as {readonly code?: unknown; readonly message?: unknown}
      if (code === INVALID_PASSWORD) return undefined
      // The driver gives it no code.
      if (message === 'The server does not support SSL connections') throw new NoTls()
      throw serverFailed(error, isPassing)
    }
    if (!isAsked) {
      // It would take any password, so that being let in says nothing of this one.
      await ended(client)
      throw new ServerFailed('NO_PASSWORD_ASKED', false)
    }
    return sessionOf(client, login.user)
  },
}

/** A login whose password is given out when the server asks for it. */
type AskedLogin = Omit<Login, 'password'> & {readonly password: () => string}

function clientOf({host, port, user, password, database}: AskedLogin, {tls, timeoutMs}: Opening): Client {
  const client = new Client({
    host,
    port,
    user,
    password,
    database,
    ssl: tls === undefined ? false : {ca: [...tls.ca], rejectUnauthorized: true},
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    application_name: 'secrot',
  })
  // What becomes of a connection between statements is told by the next one.
  client.on('error', () => {})
  return client
}

function sessionOf(client: Client, own: string): Session {
  const ask = async (text: string, values?: readonly string[]) => {
    try {
      return (await client.query<Record<string, unknown>>(text, values === undefined ? undefined : [...values])).rows
    } catch (error) {
      throw serverFailed(error, isPassing)
    }
  }
  /** What ALTER ROLE is told: no statement with the password itself can come into a log of the server. */
  const literal = async (user: string, password: string) => {
    const [row] = await ask('SHOW password_encryption')
    return escapeLiteral(storedPassword(user, password, row?.['password_encryption']))
  }
  const alter = async (user: string, password: string) => {
    await ask(`ALTER ROLE ${escapeIdentifier(user)} PASSWORD ${await literal(user, password)}`)
  }
  return {
    replacePassword: password => alter(own, password),
    async setLogin(user, password, like) {
      // By name, since the user may have put an operator of his own into the database, which the master must not run.
      const where = 'rolname OPERATOR(pg_catalog.=) $1::pg_catalog.name'
      const found = await ask(`SELECT 1 FROM pg_catalog.pg_roles WHERE ${where}`, [user])
      if (found.length > 0) return alter(user, password)
      const [name, member] = [escapeIdentifier(user), escapeIdentifier(like)]
      // Both or neither: statements that are sent together are one transaction.
      await ask(`CREATE ROLE ${name} LOGIN PASSWORD ${await literal(user, password)}; GRANT ${member} TO ${name}`)
    },
    close: () => ended(client),
  }
}

/** A server that does not answer is hung up on. */
async function ended(client: Client): Promise<void> {
  const timer = setTimeout(() => hangUp(client), CLOSING_MS)
  try {
    await client.end()
  } catch {
    hangUp(client)
  } finally {
    clearTimeout(timer)
  }
}

function hangUp(client: Client): void {
  const {connection} = client as unknown as {readonly connection?: {readonly stream?: {destroy(): void}}}
  connection?.stream?.destroy()
}
