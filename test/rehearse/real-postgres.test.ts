import {readFileSync, rmSync} from 'node:fs'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'

import type {RehearsalReport} from '../../src/lib/rehearse/report.ts'
import {postgresDriver} from '../../src/lib/rehearse/targets/postgres-driver.ts'
import {Sensitive} from '../../src/lib/sensitive.ts'
import {functionFolder} from '../support/function-folder.ts'
import {type PostgresServer, startPostgres, withoutPostgres} from '../support/postgres.ts'
import {runSecrot, type SecrotRun} from '../support/run-secrot.ts'

const correct = readFileSync(new URL('../corpus/node/postgres.mjs', import.meta.url), 'utf8')
/** Never asks whether the server took the new password already. */
const forgetful = correct.replace('  if (await logsIn(pending)) return\n', '')

const servers = withoutPostgres === undefined ? ['a real PostgreSQL server'] : []

// Only quoting brings this name through.
const USER = `o'brien "app" \\ $1 ü`

/** Everything that asks the server, but for the crash matrix. */
const TARGET_ITEMS = [
  'set-after-pending-stored',
  'set-repeat-changes-nothing',
  'set-tries-pending-first',
  'set-falls-back-to-previous',
  'set-fails-when-locked-out',
  'set-refuses-other-identity',
  'test-exercises-pending',
  'test-fails-on-rejected-value',
  'test-changes-nothing',
]

/** What can happen to the connection that changes the password, the third of setSecret. */
const CELLS = ['fail-denied', 'lost-reply', 'kill-before', 'kill-after', 'throttle-2', 'slow-past']

describe('what these tests need', () => {
  it(`is a PostgreSQL server: ${withoutPostgres ?? 'found'}`, () => {
    expect(servers).toHaveLength(withoutPostgres === undefined ? 1 : 0)
  })
})

describe.each(servers)('a rehearsal on %s', () => {
  const folders: string[] = []
  let postgres: PostgresServer

  beforeAll(async () => {
    postgres = await startPostgres()
    for (const user of [USER, 'other']) await postgres.query(`CREATE ROLE "${user.replaceAll('"', '""')}" LOGIN`)
  }, 60_000)

  afterAll(async () => {
    await postgres[Symbol.asyncDispose]()
    for (const folder of folders) rmSync(folder, {recursive: true})
  })

  const rehearse = async (source: string, ...argv: string[]): Promise<{run: SecrotRun; report: RehearsalReport}> => {
    const folder = functionFolder(source, 'pg')
    folders.push(folder)
    const {admin, port} = postgres
    const env = {
      PGHOST: '127.0.0.1',
      PGPORT: String(port),
      PGUSER: admin.user,
      PGPASSWORD: admin.password,
      PGDATABASE: 'postgres',
    }
    const target = ['--target', `postgres:${USER},other`, '--disposable', '--seed', '7', '--json']
    const run = await runSecrot(['rehearse', folder, ...target, ...argv], {env})
    return {run, report: run.json as RehearsalReport}
  }
  const only = (ids: readonly string[]) => ids.flatMap(id => ['--only', id])
  const verdicts = ({items}: RehearsalReport, ids: readonly string[]) =>
    Object.fromEntries(items.filter(({id}) => ids.includes(id)).map(({id, verdict}) => [id, verdict]))

  it('finds nothing in a correct rotation of its one user', async () => {
    const {run, report} = await rehearse(correct, ...only(TARGET_ITEMS))
    expect(verdicts(report, TARGET_ITEMS)).toEqual(Object.fromEntries(TARGET_ITEMS.map(id => [id, 'pass'])))
    expect(run).toMatchObject({exitCode: 0})
    expect(report).toMatchObject({verdict: 'conformant', handler: {kind: 'rep'}})
  }, 120_000)

  it('finds the correct rotation safe whatever happens to its connections', async () => {
    const {report} = await rehearse(correct, ...CELLS.flatMap(mode => ['--cell', `setSecret/7/${mode}`]))
    // A denied connection has a code of PostgreSQL's, and none of AWS.
    const crash = ['crash-is-safe', 'crash-is-live', 'service-retry-settles', 'real-cause-shown']
    expect(verdicts(report, crash)).toEqual(Object.fromEntries(crash.map(id => [id, 'pass'])))
    expect(report.crashMatrix).toMatchObject({cells: CELLS.length, unsafe: 0, stuck: 0})
  }, 120_000)

  it('catches the one that does not try the new password first', async () => {
    const item = await rehearse(forgetful, ...only(['set-tries-pending-first']))
    expect(item.run.exitCode).toBe(3)
    expect(verdicts(item.report, ['set-tries-pending-first'])).toEqual({'set-tries-pending-first': 'fail'})
  }, 120_000)

  it('brings any name and any password to the server as it is', async () => {
    const {admin, port} = postgres
    const driver = await postgresDriver({
      host: '127.0.0.1',
      port,
      database: 'postgres',
      admin: {user: admin.user, password: new Sensitive(admin.password)},
    })
    try {
      for (const password of [`'; DROP ROLE other; --`, String.raw`\'\\x' $1 $$a$$`, 'ü 密 "quoted" ', `E'\\n'`]) {
        await driver.reset(USER, password)
        expect(await driver.lets(USER, password)).toBe(true)
        expect(await driver.lets(USER, `${password}.`)).toBe(false)
        const [account] = await driver.accounts([USER])
        expect([account?.isPassword(password), account?.isPassword(`${password}.`)]).toEqual([true, false])
      }
      await driver.lock(USER, true)
      expect(await driver.lets(USER, `E'\\n'`)).toBe(false)
      await driver.lock(USER, false)
      expect(await driver.lets(USER, `E'\\n'`)).toBe(true)
      expect((await driver.accounts([USER, 'other', 'nobody'])).map(({user}) => user)).toEqual([USER, 'other'])
    } finally {
      await driver.close()
    }
  })

  it('says what the server said when it does not let the administrator in', async () => {
    postgres = {...postgres, admin: {user: 'other', password: 'wrong'}}
    const {run} = await rehearse(correct)
    expect(run).toMatchObject({
      exitCode: 2,
      stdout: expect.stringContaining(`did not let other in: password authentication failed for user`),
    })
  })
})
