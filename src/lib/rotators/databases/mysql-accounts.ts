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
  let accounts = await accountsOf(ask, user)
  if (accounts.length === 0) {
    accounts = models.map(model => ({...model, user}))
    // Until all is granted nobody can log in: a new password that works is taken for a change that is done.
    const made = accounts.map(account => `${accountName(account)} IDENTIFIED BY ${quoted(unknownPassword())}`)
    for (const [at, {requires}] of accounts.entries()) await ask(`CREATE USER ${made[at]}${requires}`)
    accounts = await accountsOf(ask, user)
  }
  for (const account of accounts) {
    const model = models.find(({host}) => host === account.host) ?? first
    await copyGrants(ask, model, account)
  }
  await setPasswords(ask, accounts, password)
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
  for (const line of rows.flatMap(row => Object.values(row).map(textOf))) {
    const grant = grantTo(accountName(to), line)
    if (grant !== undefined) await ask(grant)
  }
}

/** In one statement: all of them or, of MySQL 8, none. The method by which each logs in stays. */
async function setPasswords(ask: Ask, accounts: readonly Account[], password: string): Promise<void> {
  const isMariadb = await speaksMariadb(ask)
  const parts = accounts.map(account => {
    const plugin = /^\w+$/.test(account.plugin) ? account.plugin : 'mysql_native_password'
    // MariaDB would change the method with IDENTIFIED BY. https://mariadb.com/docs/server/reference/sql-statements/account-management-sql-statements/alter-user
    const how = isMariadb ? `VIA ${plugin} USING PASSWORD(${quoted(password)})` : `BY ${quoted(password)}`
    return `${accountName(account)} IDENTIFIED ${how}`
  })
  await ask(`ALTER USER ${parts.join(', ')}`)
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
