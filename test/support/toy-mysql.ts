import {createHash} from 'node:crypto'
import {once} from 'node:events'
import type {AddressInfo, Server as NetServer} from 'node:net'
import {createServer, type Connection} from 'mysql2'

/** A server that speaks MySQL's protocol and knows accounts alone, in memory. */
export interface ToyMysql extends AsyncDisposable {
  readonly port: number
  readonly accounts: ReadonlyMap<string, ToyAccount>
}

export interface ToyAccount {
  password: string
  locked: boolean
}

// Protocol 4.1, a proof with a length, plugins, long passwords.
const FLAGS = 0x8_82_01
const ADMIN = 'root'

/** Starts one with these accounts and an administrator, `root`. */
export async function startToyMysql(users: readonly string[], adminPassword: string): Promise<ToyMysql> {
  const accounts = new Map<string, ToyAccount>(users.map(user => [user, {password: 'at first', locked: false}]))
  accounts.set(ADMIN, {password: adminPassword, locked: false})
  const server = createServer((connection: Connection) => serve(connection, accounts))
  const {_server: listener} = server as unknown as {_server: NetServer}
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    accounts,
    async [Symbol.asyncDispose]() {
      listener.close()
      await once(listener, 'close')
    },
  }
}

interface Hello {
  readonly user: string
  readonly authPluginData1: Buffer
  readonly authPluginData2: Buffer
  readonly authToken: Buffer
}

function serve(connection: Connection, accounts: Map<string, ToyAccount>): void {
  let who = ''
  connection.on('error', () => {})
  connection.serverHandshake({
    protocolVersion: 10,
    serverVersion: '8.0.36-toy',
    connectionId: 1,
    statusFlags: 2,
    characterSet: 45,
    capabilityFlags: FLAGS,
    authCallback(hello: Hello, done: (error: null, refusal?: {message: string; code: number}) => void) {
      who = hello.user
      const account = accounts.get(who)
      const nonce = Buffer.concat([hello.authPluginData1, hello.authPluginData2])
      const message = `Access denied for user '${who}'`
      if (account === undefined || !isProof(hello.authToken, nonce, account.password)) done(null, {message, code: 1045})
      else if (account.locked) done(null, {message: `${message}. Account is locked.`, code: 3118})
      else done(null)
      Object.assign(connection, {sequenceId: 0})
    },
  })
  const answer = (sql: string) => {
    const rows = rowsFor(sql, who, accounts)
    // Each command begins to count anew, which mysql2's server leaves to whoever answers.
    Object.assign(connection, {sequenceId: 1})
    if (rows === undefined) connection.writeOk()
    else connection.writeTextResult(rows, columnsOf(rows))
    Object.assign(connection, {sequenceId: 0})
  }
  connection.on('query', answer)
  // What begins with SET is told so.
  connection.on('stmt_prepare', answer)
}

/** undefined: it is done, and has no rows. */
function rowsFor(sql: string, who: string, accounts: Map<string, ToyAccount>): Record<string, string>[] | undefined {
  const texts = Array.from(sql.matchAll(/'((?:[^']|'')*)'/g), ([, text = '']) => text.replaceAll("''", "'"))
  const known = texts.filter(text => accounts.has(text))
  const account = accounts.get(known[0] ?? '')
  if (sql.startsWith('SELECT VERSION()')) return [{version: '8.0.36-toy'}]
  if (sql.startsWith('SELECT * FROM mysql.user')) {
    return known.map(User => ({User, Host: '%', authentication_string: stored(accounts.get(User)!.password)}))
  }
  if (sql.startsWith('SHOW CREATE USER')) return [{made: `CREATE USER x ACCOUNT ${account?.locked ? '' : 'UN'}LOCK`}]
  if (sql.startsWith('SHOW GRANTS')) return [{grant: 'GRANT USAGE ON *.* TO x'}]
  if (sql.startsWith('SET PASSWORD')) accounts.get(who)!.password = texts[0] ?? ''
  if (sql.startsWith('ALTER USER') && account !== undefined) {
    if (sql.includes(' IDENTIFIED BY ')) account.password = texts[2] ?? ''
    account.locked = sql.endsWith(' ACCOUNT LOCK')
  }
  return sql.startsWith('SELECT') ? [{one: '1'}] : undefined
}

/** All of them texts. */
function columnsOf([row = {}]: readonly Record<string, string>[]): object[] {
  const column = {catalog: 'def', schema: '', table: '', orgTable: '', characterSet: 45, columnLength: 1024}
  const names = Object.keys(row).length === 0 ? ['none'] : Object.keys(row)
  return names.map(name => ({...column, name, orgName: name, columnType: 253, type: 253, flags: 0, decimals: 0}))
}

const sha1 = (...parts: readonly Uint8Array[]) => createHash('sha1').update(Buffer.concat(parts)).digest()

const stored = (password: string) =>
  `*${sha1(sha1(Buffer.from(password)))
    .toString('hex')
    .toUpperCase()}`

function isProof(shown: Buffer, nonce: Buffer, password: string): boolean {
  const single = sha1(Buffer.from(password))
  const mask = sha1(nonce, sha1(single))
  return shown.equals(Buffer.from(single.map((byte, at) => byte ^ mask[at]!)))
}
