import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {PackagedRotator} from '../../src/lib/rotators/packaged.ts'
import type {Certificate} from './certificate.ts'
import {startMariadb, withoutMariadb, type MariadbServer} from './mariadb.ts'
import {startPostgres, withoutPostgres, type PostgresServer} from './postgres.ts'
import {encryptPostgres, mariadbTls} from './server-tls.ts'

/** A server of its own for the rehearsal of a database rotator, and the flags that name it. */
export interface DatabaseStage extends AsyncDisposable {
  readonly flags: readonly string[]
}

type Server = 'postgres' | 'mysql'

/** Which server a rotator is rehearsed on; undefined: it is about no database. */
export function serverOf({rehearsedOn}: Pick<PackagedRotator, 'rehearsedOn'>): Server | undefined {
  const [kind] = rehearsedOn.split(':')
  return kind === 'postgres' || kind === 'mysql' ? kind : undefined
}

/** Why a rotator cannot be rehearsed here; undefined: it can. */
export function withoutServer(about: Pick<PackagedRotator, 'rehearsedOn'>): string | undefined {
  return {postgres: withoutPostgres, mysql: withoutMariadb, none: undefined}[serverOf(about) ?? 'none']
}

const MASTER = 'rotation'

/**
 * Starts the server, with the accounts of `rehearsedOn` and, for users that alternate, a master. `certificate`: it has TLS
 * as well.
 */
export async function startDatabaseStage(
  {rehearsedOn, kind}: PackagedRotator,
  certificate?: Certificate,
): Promise<DatabaseStage> {
  const server = serverOf({rehearsedOn})
  if (server === undefined) throw new Error(`${rehearsedOn} is no database server`)
  const users = rehearsedOn.slice(server.length + 1).split(',')
  const running = await started(server, certificate)
  const folder = mkdtempSync(join(tmpdir(), 'secrot-stage-'))
  const stop = async () => {
    rmSync(folder, {recursive: true, force: true})
    await running[Symbol.asyncDispose]()
  }
  try {
    for (const statement of statements[server](users)) await running.query(statement)
    writeFileSync(join(folder, 'admin.json'), JSON.stringify(running.admin), {mode: 0o600})
    const target = {
      port: running.port,
      users,
      admin: {loginFile: './admin.json'},
      ...(server === 'postgres' ? {database: 'postgres'} : {database: 'shop'}),
      ...(kind === 'alt' ? {master: MASTER} : {}),
    }
    const file = join(folder, 'targets.yaml')
    writeFileSync(file, JSON.stringify({targets: [{[server]: target}]}))
    return {flags: ['--targets', file, '--disposable'], [Symbol.asyncDispose]: stop}
  } catch (error) {
    await stop()
    throw error
  }
}

async function started(server: Server, certificate: Certificate | undefined): Promise<PostgresServer | MariadbServer> {
  if (server === 'mysql') return startMariadb(certificate === undefined ? [] : mariadbTls(certificate))
  const postgres = await startPostgres()
  if (certificate !== undefined) await encryptPostgres(postgres, certificate)
  return postgres
}

const statements: Readonly<Record<Server, (users: readonly string[]) => readonly string[]>> = {
  postgres: users => [...users.map(user => `CREATE ROLE ${user} LOGIN`), `CREATE ROLE ${MASTER} LOGIN CREATEROLE`],
  mysql: users => [
    'CREATE DATABASE shop',
    ...users.flatMap(user => [`CREATE USER ${user}@'%'`, `GRANT SELECT ON shop.* TO ${user}@'%'`]),
    `CREATE USER ${MASTER}@'%'`,
    `GRANT ALL ON *.* TO ${MASTER}@'%' WITH GRANT OPTION`,
  ],
}
