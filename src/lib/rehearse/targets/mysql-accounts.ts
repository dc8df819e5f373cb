import {isStoredByMysql} from './mysql-proof.ts'
import {quoted, withoutTexts} from './mysql-text.ts'
import type {ServerAccount} from './server-driver.ts'

/** Sends a statement with the login of the administrator. */
export type Ask = (statement: string) => Promise<unknown>

interface Row {
  readonly user: string
  /** As statements name it, with the host that it comes from. */
  readonly name: string
  readonly columns: Readonly<Record<string, unknown>>
}

/**
 * Where the accounts are. MariaDB's mysql.user leaves out when a password was changed.
 * https://mariadb.com/docs/server/reference/system-tables/the-mysql-database-tables/mysql-global_priv-table
 */
export async function mysqlTables(ask: Ask): Promise<string> {
  const isMariadb = /mariadb/i.test(await told(ask, 'SELECT VERSION()'))
  const tables = isMariadb ? 'mysql.user NATURAL JOIN mysql.global_priv' : 'mysql.user'
  // Whoever may not read them is told so at once.
  await mysqlRows(ask, tables, [])
  return tables
}

/** Every account of these users. */
export async function mysqlRows(ask: Ask, tables: string, users: readonly string[]): Promise<readonly Row[]> {
  const wanted = users.length === 0 ? 'FALSE' : `User IN (${users.map(quoted).join(', ')})`
  const rows = (await ask(`SELECT * FROM ${tables} WHERE ${wanted} ORDER BY User, Host`)) as Row['columns'][]
  return rows.map(columns => {
    const [user, host] = [String(columns['User']), String(columns['Host'])]
    return {user, name: `${quoted(user)}@${quoted(host)}`, columns}
  })
}

/** A user has an account for each host that it may come from; here they are one. */
export async function mysqlAccounts(
  ask: Ask,
  tables: string,
  users: readonly string[],
): Promise<readonly ServerAccount[]> {
  const rows = await mysqlRows(ask, tables, users)
  const found: ServerAccount[] = []
  for (const user of users) {
    const own = rows.filter(row => row.user === user)
    if (own.length > 0) found.push(await accountOf(ask, user, own))
  }
  return found
}

async function accountOf(ask: Ask, user: string, rows: readonly Row[]): Promise<ServerAccount> {
  const made: string[] = []
  const grants: string[] = []
  for (const {name} of rows) {
    made.push(await told(ask, `SHOW CREATE USER ${name}`))
    grants.push(await told(ask, `SHOW GRANTS FOR ${name}`))
  }
  return {
    user,
    active: made.some(statement => !/ ACCOUNT LOCK\b/.test(withoutTexts(statement))),
    state: JSON.stringify([rows.map(({columns}) => columns), made, grants]),
    isPassword(password) {
      const answers = rows.map(({columns}) => isStoredByMysql(String(columns['authentication_string']), password))
      return answers.includes(true) || (answers.includes(undefined) ? undefined : false)
    },
  }
}

async function told(ask: Ask, statement: string): Promise<string> {
  const rows = (await ask(statement)) as readonly object[]
  return rows.flatMap(row => Object.values(row).map(String)).join('\n')
}
