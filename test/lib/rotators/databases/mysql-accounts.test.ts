import {describe, expect, it} from 'vitest'
import {setMysqlLogin} from '../../../../src/lib/rotators/databases/mysql-accounts.ts'

interface Known {
  readonly User: string
  readonly Host: string
  readonly plugin: string
}

const native = 'mysql_native_password'
const account = (User: string, Host: string, plugin = native): Known => ({User, Host, plugin})

/** A server that knows these accounts. Answers the statements that change it; drawn passwords are `…`. */
async function statementsOn(version: string, known: readonly Known[]): Promise<readonly string[]> {
  const accounts = [...known]
  const told: string[] = []
  await setMysqlLogin(
    async sql => {
      if (sql.startsWith('SELECT VERSION')) return [{version}]
      if (sql.startsWith('SELECT User'))
        return accounts.filter(({User}) => sql.includes(`= '${User}'`)).map(row => ({...row}))
      if (sql.startsWith('SHOW GRANTS')) return []
      const [, User = '', Host = '', plugin = 'of the server'] =
        /^CREATE USER '(\w+)'@'(.*?)' IDENTIFIED(?: (?:WITH|VIA) (\w+))?/.exec(sql) ?? []
      if (User !== '') accounts.push({User, Host, plugin})
      told.push(sql.replaceAll(/'aA1!.*?'/g, '…'))
      return []
    },
    'app_clone',
    'new',
    'app',
  )
  return told
}

describe('the other user of a pair', () => {
  it('is made for each host that is missing: making it was interrupted, or the host is new', async () => {
    const known = [account('app', '%'), account('app', '10.%'), account('app_clone', '%')]
    expect(await statementsOn('8.4.0', known)).toEqual([
      `CREATE USER 'app_clone'@'10.%' IDENTIFIED WITH ${native} BY …`,
      `ALTER USER 'app_clone'@'%' IDENTIFIED WITH ${native} BY 'new', 'app_clone'@'10.%' IDENTIFIED WITH ${native} BY 'new'`,
    ])
  })

  it.each([
    ['8.4.0', 'caching_sha2_password', 'WITH caching_sha2_password BY …'],
    ['8.0.36', 'sha256_password', 'WITH sha256_password BY …'],
    ['8.4.0', 'authentication_ldap_simple', 'BY …'],
    ['11.4.2-MariaDB', 'ed25519', 'VIA ed25519 USING PASSWORD(…)'],
    ['11.4.2-MariaDB', '', `VIA ${native} USING PASSWORD(…)`],
  ])('logs in by the method of the user, on %s by %s', async (version, plugin, how) => {
    const [made] = await statementsOn(version, [account('app', '%', plugin)])
    expect(made).toBe(`CREATE USER 'app_clone'@'%' IDENTIFIED ${how}`)
  })
})
