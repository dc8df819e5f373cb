import {connect, type Socket} from 'node:net'
import {createConnection, type Connection, type QueryError, type RowDataPacket} from 'mysql2'
import {setMysqlLogin, speaksMariadb, type Ask} from './mysql-accounts.ts'
import {quoted} from './mysql-text.ts'
import type {DatabaseKind, Login, Opening, Session} from './server.ts'
import {NoTls, serverFailed, type ServerFailed} from './server-failed.ts'

const CLOSING_MS = 1000

/**
 * Of MySQL and MariaDB: denied, and denied without a password.
 * https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html
 */
const NOT_LET_IN = new Set([1045, 1698])

/** A server that has no place or is going down, an account that another invocation made or changed at the same time. */
const BUSY = new Set([
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_USER_LIMIT_REACHED',
  'ER_SERVER_SHUTDOWN',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_LOCK_DEADLOCK',
  'ER_CANNOT_USER',
])

/** Codes of connections begin otherwise. */
const isPassing = (code: string): boolean => !code.startsWith('ER_') || BUSY.has(code)

/** MySQL and MariaDB. */
export const mysql: DatabaseKind = {
  name: 'MySQL',
  engines: ['mysql', 'mariadb', 'aurora', 'aurora-mysql'],
  usualPort: 3306,
  usualDatabase: undefined,
  // Of MariaDB; MySQL refuses more than 32 characters by itself.
  // https://mariadb.com/docs/server/reference/sql-structure/sql-language-structure/identifier-names
  longestUser: 128,
  async open(login, opening) {
    const connection = connectionFor(login, opening)
    try {
      await new Promise<void>((resolve, reject) => {
        connection.connect(error => (error === null ? resolve() : reject(error)))
      })
      // So that a backslash in a text is one, whatever the server's own mode is.
      await askOf(connection, opening)("SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'")
      return sessionOf(connection, opening)
    } catch (error) {
      connection.destroy()
      const {errno, code} = error as Partial<QueryError>
      if (errno !== undefined && NOT_LET_IN.has(errno)) return undefined
      if (code === 'HANDSHAKE_NO_SSL_SUPPORT') throw new NoTls()
      throw failureOf(code === 'HANDSHAKE_SSL_ERROR' ? {code: distrustOf(connection) ?? code} : error)
    }
  },
}

function connectionFor({host, port, user, password, database}: Login, {tls, timeoutMs}: Opening): Connection {
  const connection = createConnection({
    host,
    port,
    user,
    password,
    ...(database === undefined ? {} : {database}),
    ...(tls === undefined
      ? {}
      : {ssl: {ca: [...tls.ca], rejectUnauthorized: true, verifyIdentity: true, minVersion: 'TLSv1.2'}}),
    stream: () => socketTo(host, port),
    connectTimeout: timeoutMs,
    charset: 'utf8mb4_bin',
    disableEval: true,
  })
  // What becomes of a connection between statements is told by the next one.
  connection.on('error', () => {})
  return connection
}

/** The driver names no host to Node where it is an address, and Node would check for localhost. */
function socketTo(host: string, port: number): Socket {
  return Object.assign(connect({host, port, noDelay: true}), {_host: host})
}

/** Why a certificate was not trusted, which the driver puts a code of its own in the place of. */
function distrustOf(connection: Connection): string | undefined {
  const {stream} = connection as unknown as {readonly stream?: {readonly authorizationError?: unknown}}
  return typeof stream?.authorizationError === 'string' ? stream.authorizationError : undefined
}

function askOf(connection: Connection, {timeoutMs: timeout}: Opening): Ask {
  return sql =>
    new Promise((resolve, reject) => {
      connection.query<RowDataPacket[]>({sql, timeout}, (error, rows) => {
        if (error === null) resolve(Array.isArray(rows) ? rows : [])
        else reject(failureOf(error))
      })
    })
}

function sessionOf(connection: Connection, opening: Opening): Session {
  const ask = askOf(connection, opening)
  return {
    async replacePassword(password) {
      // MariaDB takes a hash here, MySQL the password itself, and both let a user change its own.
      const text = (await speaksMariadb(ask)) ? `PASSWORD(${quoted(password)})` : quoted(password)
      await ask(`SET PASSWORD = ${text}`)
    },
    setLogin: (user, password, like) => setMysqlLogin(ask, user, password, like),
    close: () => ended(connection),
  }
}

/** A server that does not answer is hung up on. */
async function ended(connection: Connection): Promise<void> {
  await new Promise<void>(resolve => {
    const timer = setTimeout(resolve, CLOSING_MS)
    connection.end(() => {
      clearTimeout(timer)
      resolve()
    })
  })
  connection.destroy()
}

/** The driver knows not every number of MariaDB by name. */
function failureOf(error: unknown): ServerFailed {
  const {code, errno} = error as Partial<QueryError>
  const isNameless = errno !== undefined && (code === undefined || code.startsWith('UNKNOWN'))
  return serverFailed(isNameless ? {code: `ER_${errno}`} : error, isPassing)
}
