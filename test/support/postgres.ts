import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {Client} from 'pg'
import {freePort, untilItAnswers} from './local-server.ts'

/** A PostgreSQL server of this test's own, on loopback, which checks passwords. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number
  readonly admin: {readonly user: string; readonly password: string}
  /** As the administrator. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>
}

const DEBIAN = '/usr/lib/postgresql'
const NOBODY = {uid: 65_534, gid: 65_534}

/** Folder of the server's programs; undefined: none is installed. */
function postgresPrograms(): string | undefined {
  const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...debian.map(version => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
  return folders.find(folder => ['initdb', 'postgres'].every(program => existsSync(join(folder, program))))
}

const programs = postgresPrograms()

/** Why tests on a real server cannot run here; undefined: they can. */
export const withoutPostgres = programs === undefined ? 'no PostgreSQL server on this machine' : undefined

/** Starts one in an empty folder. Throws when it does not answer within half a minute. */
export async function startPostgres(): Promise<PostgresServer> {
  if (programs === undefined) throw new Error(withoutPostgres)
  const admin = {user: 'postgres', password: 'the-password-of-the-admin'}
  // The server refuses to run as root, and its folder is its own.
  const isRoot = process.getuid?.() === 0
  const who = isRoot ? NOBODY : {}
  const folder = mkdtempSync('/tmp/secrot-pg-')
  if (isRoot) chownSync(folder, NOBODY.uid, NOBODY.gid)
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, `${admin.password}\n`, {mode: 0o644})
  const how = [
    '-D',
    data,
    '-U',
    admin.user,
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--no-sync',
    '-E',
    'UTF8',
    '--no-locale',
  ]
  const made = spawnSync(join(programs, 'initdb'), how, {...who, cwd: folder, encoding: 'utf8'})
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
  const port = await freePort()
  const settings = [
    'fsync=off',
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_connections=40',
  ]
  const flags = settings.flatMap(setting => ['-c', setting])
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...who,
    cwd: folder,
    stdio: 'ignore',
  })
  const ended = once(server, 'exit')
  const client = () => new Client({host: '127.0.0.1', port, database: 'postgres', ...admin})
  const stop = async () => {
    server.kill('SIGQUIT')
    await ended
    rmSync(folder, {recursive: true, force: true})
  }
  const query = async (sql: string) => {
    const one = client()
    await one.connect()
    try {
      return (await one.query<Record<string, unknown>>(sql)).rows
    } finally {
      await one.end()
    }
  }
  try {
    await untilItAnswers(() => query('SELECT 1'))
  } catch (error) {
    await stop()
    throw error
  }
  return {port, admin, query, [Symbol.asyncDispose]: stop}
}
