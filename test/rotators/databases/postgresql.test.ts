import {rmSync} from 'node:fs'
import {escapeIdentifier} from 'pg'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {postgresql} from '../../../src/lib/rotators/databases/postgresql.ts'
import {NoTls} from '../../../src/lib/rotators/databases/server-failed.ts'
import type {Login} from '../../../src/lib/rotators/databases/server.ts'
import {HOSTILE_PASSWORDS, HOSTILE_USER} from '../../rehearse/support/real-server.ts'
import {selfSigned, type Certificate} from '../../support/certificate.ts'
import {startPostgres, withoutPostgres, type PostgresServer} from '../../support/postgres.ts'
import {encryptPostgres} from '../../support/server-tls.ts'

const servers = withoutPostgres === undefined ? ['a real PostgreSQL server'] : []

describe('what these tests need', () => {
  it(`is a PostgreSQL server: ${withoutPostgres ?? 'found'}`, () => {
    expect(servers).toHaveLength(withoutPostgres === undefined ? 1 : 0)
  })
})

describe.each(servers)('PostgreSQL, on %s', () => {
  let server: PostgresServer
  let certificate: Certificate
  let trusted: {readonly tls: {readonly ca: readonly string[]}; readonly timeoutMs: number}
  const plain = {tls: undefined, timeoutMs: 4000}

  beforeAll(async () => {
    certificate = selfSigned(['localhost'])
    server = await startPostgres()
    trusted = {tls: {ca: [certificate.cert]}, timeoutMs: 4000}
    await server.query(`CREATE ROLE ${escapeIdentifier(HOSTILE_USER)} LOGIN PASSWORD 'first'`)
    await server.query(`CREATE ROLE app LOGIN PASSWORD 'first'`)
    await server.query('CREATE TABLE orders (id int)')
  }, 60_000)

  afterAll(async () => {
    rmSync(certificate.folder, {recursive: true})
    await server[Symbol.asyncDispose]()
  })

  const login = (user: string, password: string, host = '127.0.0.1'): Login => {
    return {of: 'AWSCURRENT', host, port: server.port, user, password, database: 'postgres', tls: 'off'}
  }
  const lets = async (user: string, password: string) => {
    const session = await postgresql.open(login(user, password), plain)
    await session?.close()
    return session !== undefined
  }
  const session = async (user: string, password: string) => {
    const opened = await postgresql.open(login(user, password), plain)
    if (opened === undefined) throw new Error(`${user} is not let in`)
    return opened
  }

  it('takes any password of any user as it is, and is told what to store instead of it', async () => {
    let old = 'first'
    for (const password of HOSTILE_PASSWORDS) {
      const own = await session(HOSTILE_USER, old)
      await own.replacePassword(password)
      await own.close()
      expect([await lets(HOSTILE_USER, password), await lets(HOSTILE_USER, old)]).toEqual([true, false])
      old = password
    }
    const stored = await server.query(
      `SELECT rolpassword FROM pg_authid WHERE rolname LIKE '%quoted%' OR rolname LIKE 'o%'`,
    )
    expect(stored).toEqual([{rolpassword: expect.stringMatching(/^SCRAM-SHA-256\$/) as unknown}])
  })

  it('makes the clone of a user with the rights of the user, and changes it the next time', async () => {
    await server.query(`GRANT SELECT ON orders TO ${escapeIdentifier(HOSTILE_USER)}`)
    const clone = `${HOSTILE_USER}_clone`
    for (const password of HOSTILE_PASSWORDS) {
      const master = await session(server.admin.user, server.admin.password)
      await master.setLogin(clone, password, HOSTILE_USER)
      await master.close()
      expect(await lets(clone, password)).toBe(true)
    }
    const [row] = await server.query(
      `SELECT has_table_privilege(rolname, 'orders', 'SELECT') AS may, rolsuper FROM pg_roles WHERE rolname LIKE '%\\_clone'`,
    )
    expect(row).toEqual({may: true, rolsuper: false})
  })

  it('makes no clone at all where it may not have the rights of the user', async () => {
    await server.query(`CREATE ROLE maker LOGIN CREATEROLE PASSWORD 'first'`)
    const maker = await session('maker', 'first')
    await expect(maker.setLogin('root_clone', 'new', 'postgres')).rejects.toThrow('the server: 42501')
    await maker.close()
    expect(await server.query(`SELECT 1 FROM pg_roles WHERE rolname = 'root_clone'`)).toEqual([])
  })

  it('has the master run no operator that somebody has put before those of the server', async () => {
    await server.query('CREATE SCHEMA trap')
    await server.query(
      `CREATE FUNCTION trap.run(name, name) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''run''; END'`,
    )
    await server.query('CREATE OPERATOR trap.= (LEFTARG = name, RIGHTARG = name, FUNCTION = trap.run)')
    await server.query('ALTER ROLE postgres SET search_path = trap, pg_catalog')
    const master = await session(server.admin.user, server.admin.password)
    await master.setLogin('app', 'first', 'app')
    await master.close()
    await server.query('ALTER ROLE postgres RESET search_path')
    expect(await lets('app', 'first')).toBe(true)
  })

  it('tells of a refusal no word but its code', async () => {
    const own = await session('app', 'first')
    await expect(own.setLogin('postgres', 'new', 'app')).rejects.toThrow(/^the server: 42501$/)
    await own.close()
  })

  it('leaves no connection open', async () => {
    // A server takes a moment to note that the other side is gone.
    const open = () => server.query(`SELECT pid FROM pg_stat_activity WHERE application_name = 'secrot'`)
    await expect.poll(open).toEqual([])
  })

  it('has no TLS where the server has none', async () => {
    await expect(postgresql.open(login('app', 'first', 'localhost'), trusted)).rejects.toThrow(NoTls)
  })

  describe('with TLS', () => {
    beforeAll(() => encryptPostgres(server, certificate))

    it('logs in by a certificate that is trusted and names the host', async () => {
      const opened = await postgresql.open(login('app', 'first', 'localhost'), trusted)
      const encrypted = await server.query('SELECT count(*)::int AS n FROM pg_stat_ssl WHERE ssl')
      await opened?.close()
      expect(encrypted).toEqual([{n: 1}])
      expect(await postgresql.open(login('app', 'wrong', 'localhost'), trusted)).toBe(undefined)
    })

    it('shows nobody a password whose certificate is not trusted, or is of another host', async () => {
      const untrusted = {...trusted, tls: {ca: [selfSigned(['localhost']).cert]}}
      await expect(postgresql.open(login('app', 'first', 'localhost'), untrusted)).rejects.toThrow(
        'the certificate of the server is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
      )
      await expect(postgresql.open(login('app', 'first', '127.0.0.1'), trusted)).rejects.toThrow(
        'the certificate of the server is not trusted (ERR_TLS_CERT_ALTNAME_INVALID)',
      )
    })
  })
})
