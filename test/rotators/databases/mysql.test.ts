import {rmSync} from 'node:fs'
import {escape} from 'mysql2'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {mysql} from '../../../src/lib/rotators/databases/mysql.ts'
import {NoTls} from '../../../src/lib/rotators/databases/server-failed.ts'
import type {Login} from '../../../src/lib/rotators/databases/server.ts'
import {HOSTILE_PASSWORDS, HOSTILE_USER} from '../../rehearse/support/real-server.ts'
import {selfSigned, type Certificate} from '../../support/certificate.ts'
import {startMariadb, withoutMariadb, type MariadbServer} from '../../support/mariadb.ts'
import {mariadbTls} from '../../support/server-tls.ts'

const servers = withoutMariadb === undefined ? ['a real MariaDB server'] : []

describe('what these tests need', () => {
  it(`is a MariaDB server: ${withoutMariadb ?? 'found'}`, () => {
    expect(servers).toHaveLength(withoutMariadb === undefined ? 1 : 0)
  })
})

const plain = {tls: undefined, timeoutMs: 4000}

const loginOn =
  (server: () => MariadbServer) =>
  (user: string, password: string, host = '127.0.0.1'): Login => {
    return {of: 'AWSCURRENT', host, port: server().port, user, password, database: undefined, tls: 'off'}
  }

describe.each(servers)('MySQL, on %s', () => {
  let server: MariadbServer

  beforeAll(async () => {
    server = await startMariadb()
    await server.query('CREATE DATABASE shop')
    await server.query('CREATE TABLE shop.orders (id int)')
    for (const user of [HOSTILE_USER, 'app'])
      await server.query(`CREATE USER ${escape(user)}@'%' IDENTIFIED BY 'first'`)
  }, 60_000)

  afterAll(() => server[Symbol.asyncDispose]())

  const login = loginOn(() => server)
  const lets = async (user: string, password: string) => {
    const session = await mysql.open(login(user, password), plain)
    await session?.close()
    return session !== undefined
  }
  const session = async (user: string, password: string) => {
    const opened = await mysql.open(login(user, password), plain)
    if (opened === undefined) throw new Error(`${user} is not let in`)
    return opened
  }

  it('takes any password of any user as it is', async () => {
    let old = 'first'
    for (const password of HOSTILE_PASSWORDS) {
      const own = await session(HOSTILE_USER, old)
      await own.replacePassword(password)
      await own.close()
      expect([await lets(HOSTILE_USER, password), await lets(HOSTILE_USER, old)]).toEqual([true, false])
      old = password
    }
  })

  it('makes the clone of a user wherever the user comes from, with the same rights, and changes it the next time', async () => {
    const [user, clone] = [escape(HOSTILE_USER), escape(`${HOSTILE_USER}_clone`)]
    await server.query(`CREATE USER ${user}@'10.%' IDENTIFIED BY 'first' REQUIRE SSL`)
    await server.query(`GRANT SELECT, INSERT ON shop.* TO ${user}@'%' WITH GRANT OPTION`)
    await server.query(`GRANT SELECT (id) ON shop.orders TO ${user}@'10.%'`)
    for (const password of HOSTILE_PASSWORDS) {
      const master = await session(server.admin.user, server.admin.password)
      await master.setLogin(`${HOSTILE_USER}_clone`, password, HOSTILE_USER)
      await master.close()
      expect(await lets(`${HOSTILE_USER}_clone`, password)).toBe(true)
    }
    const grants = async (name: string) =>
      (await server.query(`SHOW GRANTS FOR ${name}`)).flatMap(row =>
        Object.values(row).map(line => String(line).replace(/ TO .*?(?= REQUIRE| WITH|$)/, '')),
      )
    for (const host of ['%', '10.%']) {
      const [ofUser, ofClone] = [await grants(`${user}@'${host}'`), await grants(`${clone}@'${host}'`)]
      expect(ofClone).toEqual(ofUser)
    }
    // The password is one for all hosts.
    const stored = await server.query(`SELECT DISTINCT authentication_string FROM mysql.user WHERE User = ${clone}`)
    expect(stored).toHaveLength(1)
  })

  it('keeps the method by which a clone logs in', async () => {
    await server.query(`CREATE USER pair@'%' IDENTIFIED BY 'first', pair_clone@'%' IDENTIFIED BY 'first'`)
    const before = await server.query(`SELECT plugin FROM mysql.user WHERE User = 'pair_clone'`)
    const master = await session(server.admin.user, server.admin.password)
    await master.setLogin('pair_clone', 'second', 'pair')
    await master.close()
    expect(await server.query(`SELECT plugin FROM mysql.user WHERE User = 'pair_clone'`)).toEqual(before)
    expect([await lets('pair_clone', 'second'), await lets('pair', 'first')]).toEqual([true, true])
  })

  it('lets nobody in as a clone that has not all its rights yet', async () => {
    await server.query(`CREATE USER poor@'%' IDENTIFIED BY 'first', maker@'%' IDENTIFIED BY 'first'`)
    await server.query(`GRANT SELECT ON shop.* TO poor@'%'`)
    await server.query(`GRANT CREATE USER ON *.* TO maker@'%'`)
    await server.query(`GRANT SELECT ON mysql.* TO maker@'%'`)
    const maker = await session('maker', 'first')
    await expect(maker.setLogin('poor_clone', 'second', 'poor')).rejects.toThrow(/^the server: ER_\w+$/)
    await maker.close()
    expect(await lets('poor_clone', 'second')).toBe(false)
    const master = await session(server.admin.user, server.admin.password)
    await master.setLogin('poor_clone', 'second', 'poor')
    await master.close()
    expect(await lets('poor_clone', 'second')).toBe(true)
  })

  it('tells of a refusal no word but its code', async () => {
    const own = await session('app', 'first')
    await expect(own.setLogin('the_admin', 'new', 'app')).rejects.toThrow(/^the server: ER_TABLEACCESS_DENIED_ERROR$/)
    await own.close()
  })

  it('leaves no connection open', async () => {
    const open = async (): Promise<unknown[]> => {
      const all = await server.query(`SELECT user FROM information_schema.processlist WHERE user <> 'the_admin'`)
      return all.filter(({user}) => user !== 'system user')
    }
    // A server takes a moment to note that the other side is gone.
    await expect.poll(open).toEqual([])
  })

  it('has no TLS where the server has none', async () => {
    const trusted = {tls: {ca: []}, timeoutMs: 4000}
    await expect(mysql.open(login('app', 'first', 'localhost'), trusted)).rejects.toThrow(NoTls)
  })
})

describe.each(servers)('MySQL with TLS, on %s', () => {
  let server: MariadbServer
  let certificate: Certificate
  const login = loginOn(() => server)

  beforeAll(async () => {
    certificate = selfSigned(['localhost'])
    server = await startMariadb(mariadbTls(certificate))
    await server.query(`CREATE USER app@'%' IDENTIFIED BY 'first' REQUIRE SSL`)
  }, 60_000)

  afterAll(async () => {
    rmSync(certificate.folder, {recursive: true})
    await server[Symbol.asyncDispose]()
  })

  it('logs in by a certificate that is trusted and names the host', async () => {
    const trusted = {tls: {ca: [certificate.cert]}, timeoutMs: 4000}
    const opened = await mysql.open(login('app', 'first', 'localhost'), trusted)
    await opened?.close()
    expect(opened).toBeDefined()
    expect(await mysql.open(login('app', 'wrong', 'localhost'), trusted)).toBe(undefined)
    expect(await mysql.open(login('app', 'first', 'localhost'), plain)).toBe(undefined)
  })

  it('shows nobody a password whose certificate is not trusted, or is of another host', async () => {
    const untrusted = {tls: {ca: [selfSigned(['localhost']).cert]}, timeoutMs: 4000}
    await expect(mysql.open(login('app', 'first', 'localhost'), untrusted)).rejects.toThrow(
      'the certificate of the server is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
    )
    const trusted = {tls: {ca: [certificate.cert]}, timeoutMs: 4000}
    await expect(mysql.open(login('app', 'first', '127.0.0.1'), trusted)).rejects.toThrow(
      'the certificate of the server is not trusted (ERR_TLS_CERT_ALTNAME_INVALID)',
    )
  })
})
