import {randomBytes} from 'node:crypto'
import {Refusal} from '../refusal.ts'
import {accountName, grantTo, quoted} from './mysql-text.ts'

/** Sends a statement; answers its rows. */
export type Ask = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>

/** A user has an account for each host that it may come from. */
interface Account {
  readonly user: string
  readonly host: string
  readonly plugin: string
  /** REQUIRE of its statement. Empty: none. */
  readonly requires: string
}

/** Gives a user this password wherever it comes from. Where there is none, makes one like another. */
export async function setMysqlLogin(ask: Ask, user: string, password: string, like: string): Promise<void> {
  const models = await accountsOf(ask, like)
  const [first] = models
  if (first === undefined) throw new Refusal('the server has no account of the user that AWSCURRENT names')
  const isMariadb = await speaksMariadb(ask)
  let accounts = await accountsOf(ask, user)
  // Some alone may be missing: making them was interrupted, or the user got another host since.
  const missing = models.filter(({host}) => !accounts.some(one => one.host === host)).map(model => ({...model, user}))
  for (const account of missing) {
    // Until all is granted nobody can log in: a new password that works is taken for a change that is done.
    await ask(`CREATE USER ${identified(account, unknownPassword(), isMariadb)}${account.requires}`)
  }
  if (missing.length > 0) accounts = await accountsOf(ask, user)
  for (const account of accounts) {
    const model = models.find(({host}) => host === account.host) ?? first
    await copyGrants(ask, model, account)
  }
  // In one statement: all of them or, of MySQL 8, none.
  await ask(`ALTER USER ${accounts.map(account => identified(account, password, isMariadb)).join(', ')}`)
}

async function accountsOf(ask: Ask, user: string): Promise<readonly Account[]> {
  const rows = await ask(
    `SELECT User, Host, plugin, ssl_type, ssl_cipher, x509_issuer, x509_subject FROM mysql.user WHERE User = ${quoted(user)} ORDER BY Host`,
  )
  // The comparison is by the table's collation, in which other spellings may be equal.
  return rows
    .filter(row => textOf(row['User']) === user)
    .map(row => ({user, host: textOf(row['Host']), plugin: textOf(row['plugin']), requires: requirementOf(row)}))
}

async function copyGrants(ask: Ask, from: Account, to: Account): Promise<void> {
  const rows = await ask(`SHOW GRANTS FOR ${accountName(from)}`)
  // All are looked at before the first is given.
  const grants = rows.flatMap(row => Object.values(row).map(line => grantTo(accountName(to), textOf(line))))
  for (const grant of grants) if (grant !== undefined) await ask(grant)
}

/** Methods of MySQL by which a password is checked. https://dev.mysql.com/doc/refman/8.4/en/authentication-plugins.html */
const BY_PASSWORD: readonly string[] = ['mysql_native_password', 'caching_sha2_password', 'sha256_password']

/** An account with a password, as CREATE USER and ALTER USER take it. The method by which it logs in stays. */
function identified(account: Account, password: string, isMariadb: boolean): string {
  const {plugin} = account
  const name = `${accountName(account)} IDENTIFIED`
  if (!isMariadb) return `${name}${BY_PASSWORD.includes(plugin) ? ` WITH ${plugin}` : ''} BY ${quoted(password)}`
  // MariaDB would change the method with IDENTIFIED BY. https://mariadb.com/docs/server/reference/sql-statements/account-management-sql-statements/alter-user
  const method = /^\w+$/.test(plugin) ? plugin : 'mysql_native_password'
  return `${name} VIA ${method} USING PASSWORD(${quoted(password)})`
}

/** Whether it is MariaDB, whose statements for passwords are others. */
export async function speaksMariadb(ask: Ask): Promise<boolean> {
  const [row] = await ask('SELECT VERSION() AS version')
  return /mariadb/i.test(textOf(row?.['version']))
}

function requirementOf(row: Readonly<Record<string, unknown>>): string {
  const type = textOf(row['ssl_type'])
  if (type === 'ANY') return ' REQUIRE SSL'
  if (type === 'X509') return ' REQUIRE X509'
  const parts = [
    ['CIPHER', 'ssl_cipher'],
    ['ISSUER', 'x509_issuer'],
    ['SUBJECT', 'x509_subject'],
  ].flatMap(([word, column = '']) => {
    const text = textOf(row[column])
    return text === '' ? [] : [`${word} ${quoted(text)}`]
  })
  return type === 'SPECIFIED' && parts.length > 0 ? ` REQUIRE ${parts.join(' AND ')}` : ''
}

/** With something of each class, for servers that insist on it. */
const unknownPassword = () => `aA1!${randomBytes(24).toString('base64')}`

/** Some columns come as bytes. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : ''
}
