import {readFileSync} from 'node:fs'
import {escape} from 'mysql2'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'

import {mysqlDriver} from '../../src/lib/rehearse/targets/mysql-driver.ts'
import {Sensitive} from '../../src/lib/sensitive.ts'
import {type MariadbServer, startMariadb, withoutMariadb} from '../support/mariadb.ts'
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

const correct = readFileSync(new URL('../corpus/node/mysql.mjs', import.meta.url), 'utf8')
/** Never asks whether the server took the new password already. */
const forgetful = correct.replace('  if (await logsIn(pending)) return\n', '')

const servers = withoutMariadb === undefined ? ['a real MariaDB server'] : []

describe('what these tests need', () => {
  it(`is a MariaDB server: ${withoutMariadb ?? 'found'}`, () => {
    expect(servers).toHaveLength(withoutMariadb === undefined ? 1 : 0)
  })
})

describe.each(servers)('a rehearsal on %s', () => {
  let mariadb: MariadbServer

  beforeAll(async () => {
    mariadb = await startMariadb()
    for (const user of [USER, 'other']) await mariadb.query(`CREATE USER ${escape(user)}@'%'`)
  }, 60_000)

  afterAll(() => mariadb[Symbol.asyncDispose]())

  const rehearse = (source: string, argv: readonly string[], admin = mariadb.admin) => {
    const env = {
      MYSQL_HOST: '127.0.0.1',
      MYSQL_TCP_PORT: String(mariadb.port),
      MYSQL_USER: admin.user,
      MYSQL_PWD: admin.password,
    }
    return rehearseReally({source, client: 'mysql2', target: ['--target', `mysql:${USER},other`], env}, ...argv)
  }

  it('finds nothing in a correct rotation of its one user', async () => {
    const {run, report} = await rehearse(correct, onlyItems(TARGET_ITEMS))
    expect(verdictsOf(report, TARGET_ITEMS)).toEqual(allPass(TARGET_ITEMS))
    expect(run).toMatchObject({exitCode: 0})
    expect(report).toMatchObject({verdict: 'conformant', handler: {kind: 'rep', target: `MySQL account ${USER}`}})
  }, 120_000)

  it('finds the correct rotation safe whatever happens to its connections', async () => {
    const {report} = await rehearse(correct, cellsOfCall('setSecret/7'))
    // A denied connection has a code of MySQL's, and none of AWS.
    const items = ['crash-is-safe', 'crash-is-live', 'service-retry-settles', 'real-cause-shown']
    expect(verdictsOf(report, items)).toEqual(allPass(items))
    expect(report.crashMatrix).toMatchObject({cells: 6, unsafe: 0, stuck: 0})
  }, 120_000)

  it('catches the one that does not try the new password first', async () => {
    const {run, report} = await rehearse(forgetful, onlyItems(['set-tries-pending-first']))
    expect(run.exitCode).toBe(3)
    expect(verdictsOf(report, ['set-tries-pending-first'])).toEqual({'set-tries-pending-first': 'fail'})
  }, 120_000)

  it('lets no time limit of the function run out while the server is at work', async () => {
    // Longer than what counts as silence, and far from the four seconds that the function gives a statement.
    const leisurely = correct.replaceAll("'SELECT 1'", "'SELECT SLEEP(0.4)'")
    const {report} = await rehearse(leisurely, onlyItems(['no-fixed-sleep']))
    expect(report.plain.map(({ok, durationMs}) => ({ok, durationMs}))).toEqual(
      Array.from({length: 4}, () => ({ok: true, durationMs: 0})),
    )
  }, 120_000)

  it('brings any name and any password to the server as it is', async () => {
    const {admin, port} = mariadb
    const password = new Sensitive(admin.password)
    const driver = await mysqlDriver({host: '127.0.0.1', port, admin: {user: admin.user, password}})
    try {
      for (const given of HOSTILE_PASSWORDS) {
        await driver.reset(USER, given)
        expect(await driver.lets(USER, given)).toBe(true)
        expect(await driver.lets(USER, `${given}.`)).toBe(false)
        const [account] = await driver.accounts([USER])
        expect([account?.isPassword(given), account?.isPassword(`${given}.`)]).toEqual([true, false])
      }
      const [last = ''] = HOSTILE_PASSWORDS.slice(-1)
      await driver.lock(USER, true)
      expect([await driver.lets(USER, last), (await driver.accounts([USER]))[0]?.active]).toEqual([false, false])
      await driver.lock(USER, false)
      expect([await driver.lets(USER, last), (await driver.accounts([USER]))[0]?.active]).toEqual([true, true])
      expect((await driver.accounts([USER, 'other', 'nobody'])).map(({user}) => user)).toEqual([USER, 'other'])
    } finally {
      await driver.close()
    }
  })

  it('resets a user wherever it comes from, and tells a change of its rights', async () => {
    const {admin, port} = mariadb
    const query = (sql: string) => mariadb.query(sql)
    for (const host of ['127.0.0.1', '10.%']) await query(`CREATE USER roaming@'${host}'`)
    const password = new Sensitive(admin.password)
    const driver = await mysqlDriver({host: '127.0.0.1', port, admin: {user: admin.user, password}})
    try {
      await driver.reset('roaming', 'one for all')
      const stored = await query(`SELECT DISTINCT authentication_string FROM mysql.user WHERE User = 'roaming'`)
      expect([stored.length, await driver.lets('roaming', 'one for all')]).toEqual([1, true])
      const [before] = await driver.accounts(['roaming'])
      await query(`GRANT SELECT ON mysql.* TO roaming@'10.%'`)
      const [after] = await driver.accounts(['roaming'])
      expect(after?.state).not.toBe(before?.state)
    } finally {
      await driver.close()
    }
  })

  it('says what the server said when it does not let the administrator in', async () => {
    const {run} = await rehearse(correct, [], {user: 'other', password: 'wrong'})
    expect(run).toMatchObject({
      exitCode: 2,
      stdout: expect.stringContaining('did not let other in: Access denied for user'),
    })
  })

  it('wants an administrator who may read the accounts', async () => {
    await mariadb.query(`CREATE USER poor@'%' IDENTIFIED BY 'but honest'`)
    const {run} = await rehearse(correct, [], {user: 'poor', password: 'but honest'})
    expect(run).toMatchObject({exitCode: 2, stdout: expect.stringContaining('SELECT command denied')})
  })
})
