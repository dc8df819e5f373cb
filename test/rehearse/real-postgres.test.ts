import {readFileSync} from 'node:fs'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'

import {postgresDriver} from '../../src/lib/rehearse/targets/postgres-driver.ts'
import {Sensitive} from '../../src/lib/sensitive.ts'
import {type PostgresServer, startPostgres, withoutPostgres} from '../support/postgres.ts'
import {
  allPass,
  cellsOfCall,
  HOSTILE_PASSWORDS,
  HOSTILE_USER as USER,
  onlyItems,
  rehearseReally,
  TARGET_ITEMS,
  verdictsOf,
} from './support/real-server.ts'

const correct = readFileSync(new URL('../corpus/node/postgres.mjs', import.meta.url), 'utf8')
/** Never asks whether the server took the new password already. */
const forgetful = correct.replace('  if (await logsIn(pending)) return\n', '')

const servers = withoutPostgres === undefined ? ['a real PostgreSQL server'] : []

describe('what these tests need', () => {
  it(`is a PostgreSQL server: ${withoutPostgres ?? 'found'}`, () => {
    expect(servers).toHaveLength(withoutPostgres === undefined ? 1 : 0)
  })
})

describe.each(servers)('a rehearsal on %s', () => {
  let postgres: PostgresServer

  beforeAll(async () => {
    postgres = await startPostgres()
    for (const user of [USER, 'other']) await postgres.query(`CREATE ROLE "${user.replaceAll('"', '""')}" LOGIN`)
  }, 60_000)

  afterAll(() => postgres[Symbol.asyncDispose]())

  const rehearse = (source: string, argv: readonly string[], admin = postgres.admin) => {
    const env = {
      PGHOST: '127.0.0.1',
      PGPORT: String(postgres.port),
      PGUSER: admin.user,
      PGPASSWORD: admin.password,
      PGDATABASE: 'postgres',
    }
    return rehearseReally({source, client: 'pg', target: ['--target', `postgres:${USER},other`], env}, ...argv)
  }

  it('finds nothing in a correct rotation of its one user', async () => {
    const {run, report} = await rehearse(correct, onlyItems(TARGET_ITEMS))
    expect(verdictsOf(report, TARGET_ITEMS)).toEqual(allPass(TARGET_ITEMS))
    expect(run).toMatchObject({exitCode: 0})
    expect(report).toMatchObject({verdict: 'conformant', handler: {kind: 'rep'}})
  }, 120_000)

  it('finds the correct rotation safe whatever happens to its connections', async () => {
    const {report} = await rehearse(correct, cellsOfCall('setSecret/7'))
    // A denied connection has a code of PostgreSQL's, and none of AWS.
    const items = ['crash-is-safe', 'crash-is-live', 'service-retry-settles', 'real-cause-shown']
    expect(verdictsOf(report, items)).toEqual(allPass(items))
    expect(report.crashMatrix).toMatchObject({cells: 6, unsafe: 0, stuck: 0})
  }, 120_000)

  it('catches the one that does not try the new password first', async () => {
    const {run, report} = await rehearse(forgetful, onlyItems(['set-tries-pending-first']))
    expect(run.exitCode).toBe(3)
    expect(verdictsOf(report, ['set-tries-pending-first'])).toEqual({'set-tries-pending-first': 'fail'})
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
      for (const password of HOSTILE_PASSWORDS) {
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
    const {run} = await rehearse(correct, [], {user: 'other', password: 'wrong'})
    expect(run).toMatchObject({
      exitCode: 2,
      stdout: expect.stringContaining(`did not let other in: password authentication failed for user`),
    })
  })
})
