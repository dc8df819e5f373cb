import type {Connection, ConnectionOptions} from 'mysql2/promise'
import {revealedText} from '../revealed-text.ts'
import type {AdminAccount} from './admin-account.ts'
import {mysqlAccounts, mysqlRows, mysqlTables} from './mysql-accounts.ts'
import {quoted} from './mysql-text.ts'
import type {ServerDriver} from './server-driver.ts'

const PATIENCE_MS = 10_000

/**
 * Errors of a login that is not let in: denied, without a password, expired, locked (MySQL, MariaDB).
 * https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html, https://mariadb.com/docs/server/reference/error-codes
 */
const NOT_LET_IN = new Set([1045, 1698, 1862, 3118, 4151])

const options = {connectTimeout: PATIENCE_MS, charset: 'utf8mb4_bin'} satisfies ConnectionOptions

/** Where the server is, and who may reset its accounts. */
export interface MysqlAddress {
  readonly host: string
  readonly port: number
  readonly admin: AdminAccount
}

/** Logs in as the administrator, who may read the accounts. Throws what the server says. */
export async function mysqlDriver({host, port, admin}: MysqlAddress): Promise<ServerDriver> {
  const {createConnection} = await import('mysql2/promise')
  // No database: an account may have rights to none.
  const login = (user: string, password: string) => createConnection({host, port, user, password, ...options})
  const client = await login(admin.user, revealedText(admin.password))
  // A connection that the server ends later is noticed by whoever asks next.
  client.on('error', () => {})
  const ask = async (statement: string) => (await client.query(statement))[0]
  try {
    // So that a backslash in a text is one, whatever the server's own mode is.
    await ask("SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'")
    const tables = await mysqlTables(ask)
    const change = async (user: string, what: string) => {
      for (const {name} of await mysqlRows(ask, tables, [user])) await ask(`ALTER USER ${name} ${what}`)
    }
    return {
      lets: (user, password) => isLetIn(() => login(user, password)),
      reset: (user, password) => change(user, `IDENTIFIED BY ${quoted(password)} ACCOUNT UNLOCK`),
      lock: (user, locked) => change(user, locked ? 'ACCOUNT LOCK' : 'ACCOUNT UNLOCK'),
      accounts: users => mysqlAccounts(ask, tables, users),
      close: () => client.end(),
    }
  } catch (error) {
    await client.end()
    throw error
  }
}

async function isLetIn(login: () => Promise<Connection>): Promise<boolean> {
  let one: Connection | undefined
  try {
    one = await login()
    return true
  } catch (error) {
    if (NOT_LET_IN.has(Number((error as {errno?: unknown}).errno))) return false
    throw error
  } finally {
    await one?.end().catch(() => {})
  }
}
