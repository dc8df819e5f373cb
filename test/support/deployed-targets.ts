import {mysql} from '../../src/lib/rotators/databases/mysql.ts'
import {postgresql} from '../../src/lib/rotators/databases/postgresql.ts'
import type {DatabaseKind} from '../../src/lib/rotators/databases/server.ts'
import {aboutHttps} from '../../src/lib/rotators/https/about.ts'
import {asItIs, type Use, withAccessKey, withApiKey, withLogin, withPassword} from './deployed-clients.ts'
import {startMariadb} from './mariadb.ts'
import {startPostgres} from './postgres.ts'
import type {TestSandbox} from './sandbox.ts'

/** The secret of each story. */
export const SECRET = 'prod/one'

/** What a rotator rotates in its story, and how clients use it. */
export interface Deployment extends AsyncDisposable {
  /** What was drawn for this story, which the next one has otherwise. */
  readonly drawn?: string
  readonly flags: readonly string[]
  readonly use: Use
}

const FIRST = 'first'

const databases = {
  postgresql: {kind: postgresql, start: startPostgres, make: `CREATE ROLE app LOGIN PASSWORD '${FIRST}'`},
  mysql: {kind: mysql, start: startMariadb, make: `CREATE USER app@'%' IDENTIFIED BY '${FIRST}'`},
} as const

export const deployments: Readonly<Record<string, (sandbox: TestSandbox) => Promise<Deployment>>> = {
  'random-password': async () => ({flags: [], use: asItIs, ...nothingToEnd}),
  'iam-access-key': async sandbox => {
    const {accessKeyId} = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'svc', policies: {}})
    // The user begins without any key.
    await sandbox.call('iam', 'DeleteAccessKey', {UserName: 'svc', AccessKeyId: accessKeyId})
    return {flags: ['--user', 'svc'], use: withAccessKey(sandbox), ...nothingToEnd}
  },
  'appsync-api-key': async sandbox => {
    const {apiId, url} = sandbox.appsync.createApi({accountId: sandbox.accountId, region: sandbox.region})
    return {flags: ['--api', apiId], use: withApiKey(url), drawn: apiId, ...nothingToEnd}
  },
  https: async sandbox => {
    const url = sandbox.logins.urlOf('shop')
    sandbox.logins.setPassword('shop', 'app', FIRST)
    const filled = {url, username: 'app', password: FIRST}
    const value = Object.entries(filled).reduce(
      (text, [name, word]) => text.replaceAll(`{{${name}}}`, word),
      aboutHttps.rehearsedWith!,
    )
    await makeSecret(sandbox, SECRET, value)
    return {flags: [], use: withPassword(url), ...nothingToEnd}
  },
  postgresql: sandbox => singleUser(sandbox, 'postgresql'),
  'postgresql-alternating': sandbox => alternatingUsers(sandbox, 'postgresql'),
  mysql: sandbox => singleUser(sandbox, 'mysql'),
  'mysql-alternating': sandbox => alternatingUsers(sandbox, 'mysql'),
}

const nothingToEnd = {[Symbol.asyncDispose]: () => Promise.resolve()}

interface OnServer extends Deployment {
  readonly kind: DatabaseKind
  readonly place: {readonly host: string; readonly port: number}
  readonly admin: {readonly user: string; readonly password: string}
}

/** A server with one user, whose login stands in the secret. */
async function singleUser(sandbox: TestSandbox, database: keyof typeof databases): Promise<OnServer> {
  const {kind, start, make} = databases[database]
  const server = await start()
  try {
    await server.query(make)
    const place = {host: '127.0.0.1', port: server.port}
    const value = {engine: kind.engines[0], ...place, username: 'app', password: FIRST}
    await makeSecret(sandbox, SECRET, JSON.stringify(value))
    const {admin} = server
    const end = () => server[Symbol.asyncDispose]()
    return {flags: [], use: withLogin(kind), kind, place, admin, [Symbol.asyncDispose]: end}
  } catch (error) {
    await server[Symbol.asyncDispose]()
    throw error
  }
}

/** The same with the login of an administrator in a secret of its own. */
async function alternatingUsers(sandbox: TestSandbox, database: keyof typeof databases): Promise<Deployment> {
  const single = await singleUser(sandbox, database)
  const {kind, place, admin} = single
  const value = {engine: kind.engines[0], ...place, username: admin.user, password: admin.password}
  const master = await makeSecret(sandbox, 'prod/master', JSON.stringify(value))
  return {...single, flags: ['--set', `MASTER_ARN=${master}`]}
}

async function makeSecret(sandbox: TestSandbox, Name: string, SecretString: string): Promise<string> {
  const ClientRequestToken = crypto.randomUUID()
  const made = await sandbox.call('secretsmanager', 'CreateSecret', {Name, SecretString, ClientRequestToken})
  return (made as {readonly ARN: string}).ARN
}
