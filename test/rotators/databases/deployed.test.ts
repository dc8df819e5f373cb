import {CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {mysql} from '../../../src/lib/rotators/databases/mysql.ts'
import {postgresql} from '../../../src/lib/rotators/databases/postgresql.ts'
import {startMariadb, withoutMariadb} from '../../support/mariadb.ts'
import {packagedRoot} from '../../support/packaged-root.ts'
import {startPostgres, withoutPostgres} from '../../support/postgres.ts'
import {runSecrot} from '../../support/run-secrot.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

const kinds = [
  ...(withoutPostgres === undefined
    ? [{name: 'postgresql', kind: postgresql, start: startPostgres, make: `CREATE ROLE app LOGIN PASSWORD 'first'`}]
    : []),
  ...(withoutMariadb === undefined
    ? [{name: 'mysql', kind: mysql, start: startMariadb, make: `CREATE USER app@'%' IDENTIFIED BY 'first'`}]
    : []),
]

interface Value {
  readonly username: string
  readonly password: string
}

let packaged: Awaited<ReturnType<typeof packagedRoot>>
let sandbox: TestSandbox
let secrets: SecretsManagerClient
beforeAll(async () => {
  packaged = await packagedRoot()
  sandbox = await startTestSandbox()
  secrets = new SecretsManagerClient(sandbox.config)
})
afterAll(async () => {
  secrets.destroy()
  await packaged[Symbol.asyncDispose]()
  await sandbox.stop()
})

const secrot = (...argv: readonly string[]) => runSecrot(argv, {sandbox, root: packaged.root, env: {NO_COLOR: '1'}})

async function valueOf(SecretId: string): Promise<Value> {
  const {SecretString = ''} = await secrets.send(new GetSecretValueCommand({SecretId}))
  return JSON.parse(SecretString) as Value
}

describe('what these tests need', () => {
  it(`is a database server: ${withoutPostgres ?? 'PostgreSQL'}, ${withoutMariadb ?? 'MariaDB'}`, () => {
    const missing = [withoutPostgres, withoutMariadb].filter(reason => reason !== undefined)
    expect(kinds).toHaveLength(2 - missing.length)
  })
})

describe.each(kinds)('$name, deployed and rotated by secrot alone', {timeout: 180_000}, ({name, kind, start, make}) => {
  it('gives a login that works, twice, and the doctor finds nothing', async () => {
    await using server = await start()
    await server.query(make)
    const place = {host: '127.0.0.1', port: server.port}
    const lets = async ({username: user, password}: Value) => {
      const login = {of: 'AWSCURRENT', ...place, user, password, database: kind.usualDatabase, tls: 'off'} as const
      const session = await kind.open(login, {tls: undefined, timeoutMs: 4000})
      await session?.close()
      return session !== undefined
    }
    const secret = async (Name: string, more: object) => {
      const SecretString = JSON.stringify({engine: kind.engines[0], ...place, ...more})
      return (await secrets.send(new CreateSecretCommand({Name, SecretString}))).ARN!
    }
    const rotated = async (SecretId: string) => {
      const before = await valueOf(SecretId)
      const run = await secrot('rotate', SecretId, '--watch', '--yes')
      expect([run.exitCode, run.stdout]).toEqual([0, expect.stringContaining(`rotated ${SecretId}`)])
      const now = await valueOf(SecretId)
      expect(await lets(now)).toBe(true)
      return {before, now}
    }

    await secret(`${name}/app`, {username: 'app', password: 'first'})
    expect((await secrot('deploy', name, '--secret', `${name}/app`, '--yes')).exitCode).toBe(0)
    for (let turn = 0; turn < 2; turn += 1) {
      const {before, now} = await rotated(`${name}/app`)
      expect([now.username, await lets(before)]).toEqual(['app', false])
    }

    const login = await valueOf(`${name}/app`)
    await secret(`${name}/pair`, login)
    const {user: username, password} = server.admin
    const master = await secret(`${name}/master`, {username, password})
    const argv = ['deploy', `${name}-alternating`, '--secret', `${name}/pair`, '--set', `MASTER_ARN=${master}`, '--yes']
    expect((await secrot(...argv)).exitCode).toBe(0)
    for (const expected of ['app_clone', 'app']) {
      const {before, now} = await rotated(`${name}/pair`)
      // The one before goes on working.
      expect([now.username, await lets(before)]).toEqual([expected, true])
    }
    const doctor = await secrot('doctor', `${name}/pair`)
    expect([doctor.exitCode, doctor.stdout]).toEqual([0, expect.any(String)])
  })
})
