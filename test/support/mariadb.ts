import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdtempSync, rmSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {createConnection, type RowDataPacket} from 'mysql2/promise'
import {freePort, untilItAnswers} from './local-server.ts'

/** A MariaDB server of this test's own, on loopback, which checks passwords. */
export interface MariadbServer extends AsyncDisposable {
  readonly port: number
  readonly admin: {readonly user: string; readonly password: string}
  /** As the administrator. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>
}

const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin']

const programOf = (name: string) => FOLDERS.map(folder => join(folder, name)).find(path => existsSync(path))

const programs = {server: programOf('mariadbd'), install: programOf('mariadb-install-db')}

/** Why tests on a real server cannot run here; undefined: they can. */
export const withoutMariadb =
  programs.server === undefined || programs.install === undefined ? 'no MariaDB server on this machine' : undefined

/** Starts one in an empty folder, with more `flags`. Throws when it does not answer within half a minute. */
export async function startMariadb(flags: readonly string[] = []): Promise<MariadbServer> {
  const {server: program, install} = programs
  if (program === undefined || install === undefined) throw new Error(withoutMariadb)
  const admin = {user: 'the_admin', password: 'the-password-of-the-admin'}
  const folder = mkdtempSync('/tmp/secrot-mariadb-')
  const socketPath = join(folder, 'socket')
  // The server runs as root only where it is told to.
  const who = process.getuid?.() === 0 ? ['--user=root'] : []
  const place = ['--no-defaults', ...who, `--datadir=${join(folder, 'data')}`]
  const how = ['--auth-root-authentication-method=normal', '--skip-name-resolve', '--skip-test-db']
  const made = spawnSync(install, [...place, ...how], {cwd: folder, encoding: 'utf8'})
  if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.stderr}`)
  const port = await freePort()
  const settings = [
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--socket=${socketPath}`,
    `--pid-file=${join(folder, 'pid')}`,
    '--skip-name-resolve',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=16M',
  ]
  const server = spawn(program, [...place, ...settings, ...flags], {cwd: folder, stdio: 'ignore'})
  const ended = once(server, 'exit')
  const stop = async () => {
    server.kill('SIGKILL')
    await ended
    rmSync(folder, {recursive: true, force: true})
  }
  const ask = async (login: object, ...statements: readonly string[]) => {
    const one = await createConnection({...login})
    try {
      let rows: readonly Record<string, unknown>[] = []
      for (const sql of statements) {
        const [found] = await one.query<RowDataPacket[]>(sql)
        rows = found
      }
      return rows
    } finally {
      await one.end()
    }
  }
  try {
    await untilItAnswers(() => ask({socketPath, user: 'root'}, 'SELECT 1'))
    await ask(
      {socketPath, user: 'root'},
      "DELETE FROM mysql.global_priv WHERE User = ''",
      'FLUSH PRIVILEGES',
      `CREATE USER ${admin.user}@'127.0.0.1' IDENTIFIED BY '${admin.password}'`,
      `GRANT ALL ON *.* TO ${admin.user}@'127.0.0.1' WITH GRANT OPTION`,
    )
  } catch (error) {
    await stop()
    throw error
  }
  return {port, admin, query: sql => ask({host: '127.0.0.1', port, ...admin}, sql), [Symbol.asyncDispose]: stop}
}
