import type {Client, ClientConfig} from 'pg'
import {revealedText} from '../revealed-text.ts'
import type {AdminAccount} from './admin-account.ts'
import {isStored} from './postgres-proof.ts'
import type {ServerAccount, ServerDriver} from './server-driver.ts'

const PATIENCE_MS = 10_000

/** Errors of a login that is not let in. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const NOT_LET_IN = new Set(['28P01', '28000'])
const INSUFFICIENT_PRIVILEGE = '42501'

/** Where the server is, and who may reset its accounts. */
export interface PostgresAddress {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly admin: AdminAccount
}

/** Logs in as the administrator. Throws what the server says. */
export async function postgresDriver({host, port, database, admin}: PostgresAddress): Promise<ServerDriver> {
  const pg = await import('pg')
  const login = (user: string, password: string) => {
    const client = new pg.Client({host, port, database, user, password, ...options})
    // A connection that the server ends later is noticed by whoever asks next.
    client.on('error', () => {})
    return client
  }
  const client = login(admin.user, revealedText(admin.password))
  await client.connect()
  const name = (user: string) => pg.escapeIdentifier(user)
  const change = async (user: string, what: string) => void (await client.query(`ALTER ROLE ${name(user)} ${what}`))
  return {
    async lets(user, password) {
      const one = login(user, password)
      try {
        await one.connect()
        return true
      } catch (error) {
        if (NOT_LET_IN.has(String((error as {code?: unknown}).code))) return false
        throw error
      } finally {
        await one.end().catch(() => {})
      }
    },
    reset: (user, password) => change(user, `LOGIN PASSWORD ${pg.escapeLiteral(password)} VALID UNTIL 'infinity'`),
    lock: (user, locked) => change(user, locked ? 'NOLOGIN' : 'LOGIN'),
    accounts: users => accountsOf(client, users),
    close: () => client.end(),
  }
}

const options = {connectionTimeoutMillis: PATIENCE_MS, application_name: 'secrot rehearse'} satisfies ClientConfig

async function accountsOf(client: Client, users: readonly string[]): Promise<readonly ServerAccount[]> {
  // Only superusers read pg_authid; pg_roles is the same with passwords left out.
  const rows = await rolesIn(client, 'pg_authid', users).catch(async (error: {code?: string}) => {
    if (error.code !== INSUFFICIENT_PRIVILEGE) throw error
    return rolesIn(client, 'pg_roles', users)
  })
  return rows.map(({role, memberships}) => {
    const {
      rolname: user,
      rolcanlogin,
      rolpassword,
    } = role as {
      rolname: string
      rolcanlogin: boolean
      rolpassword: string | null
    }
    return {
      user,
      active: rolcanlogin,
      state: JSON.stringify([role, memberships]),
      isPassword: password => (rolpassword?.startsWith('*') ? undefined : isStored(rolpassword ?? '', user, password)),
    }
  })
}

interface Row {
  readonly role: Readonly<Record<string, unknown>>
  readonly memberships: unknown
}

async function rolesIn(client: Client, catalog: string, users: readonly string[]): Promise<readonly Row[]> {
  const {rows} = await client.query<Row>(
    `SELECT to_jsonb(r) AS role, (SELECT jsonb_agg(m.roleid::regrole ORDER BY m.roleid) FROM pg_auth_members m WHERE m.member = r.oid) AS memberships FROM ${catalog} r WHERE rolname = ANY($1) ORDER BY array_position($1::text[], rolname::text)`,
    [users],
  )
  return rows
}
