import {inputRefused} from '../../rehearse/input/refused.ts'
import {isTargetKind} from '../../rehearse/input/targets-schema.ts'
import {type DatabaseTarget, type DeclaredTarget, isDatabase} from '../../rehearse/targets-declared.ts'

type Variables = Readonly<Record<string, string | undefined>>

export interface FlagTarget {
  readonly target: DeclaredTarget
  /** Of a server of the user's. */
  readonly host?: string
}

// What the clients of the servers read: https://www.postgresql.org/docs/current/libpq-envars.html,
// https://dev.mysql.com/doc/refman/en/environment-variables.html (which has no database and no user; those are usual).
export const SERVER_VARIABLES = {
  postgres: {
    host: 'PGHOST',
    port: 'PGPORT',
    database: 'PGDATABASE',
    user: 'PGUSER',
    password: 'PGPASSWORD',
    usual: 5432,
  },
  mysql: {
    host: 'MYSQL_HOST',
    port: 'MYSQL_TCP_PORT',
    database: 'MYSQL_DATABASE',
    user: 'MYSQL_USER',
    password: 'MYSQL_PWD',
    usual: 3306,
  },
} as const

/**
 * `--target KIND[:NAME]`. NAME of a database server is the account to rotate, or several with commas; where it is, and the
 * login that resets accounts, say the PG* or MYSQL* variables. Throws TARGET_MALFORMED (exit 2).
 */
export function flaggedTarget(text: string, env: Variables): FlagTarget {
  const [, kind = '', name] = /^([a-z-]+)(?::(.+))?$/.exec(text) ?? []
  if (!isTargetKind(kind)) {
    throw malformed(
      `--target ${JSON.stringify(text.slice(0, 60))} is no target`,
      'It is iam-user, appsync-api, kms-key, login, postgres, mysql or none, with a name where it has one: --target iam-user:deploy',
    )
  }
  if (kind === 'https') {
    throw malformed(
      '--target https cannot say how a value is checked',
      'Describe the endpoint in a file: --targets FILE',
    )
  }
  if (isDatabase(kind)) return databaseTarget(kind, name, env)
  if (kind === 'none') return {target: {kind}}
  return {target: {kind, ...(name === undefined ? {} : {name})}}
}

function databaseTarget(kind: DatabaseTarget['kind'], name: string | undefined, env: Variables): FlagTarget {
  const names = SERVER_VARIABLES[kind]
  const users = (name ?? '').split(',').filter(user => user !== '')
  const user = env[names.user]
  if (users.length === 0) {
    throw malformed(
      `--target ${kind} names no account to rotate`,
      `Name it, and others with commas: --target ${kind}:app`,
    )
  }
  if (user === undefined || user === '' || env[names.password] === undefined) {
    throw malformed(
      `--target ${kind} has no login that may reset ${users.join(', ')}`,
      `Set ${names.user} and ${names.password} (${names.host} and ${names.port} where it is elsewhere), or describe it in a file: --targets FILE`,
    )
  }
  const port = Number(env[names.port] ?? names.usual)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw malformed(`${names.port} is no port`, `It is a number from 1 to 65535: ${names.port}=${names.usual}`)
  }
  const host = env[names.host] || '127.0.0.1'
  const database = env[names.database]
  return {
    host,
    target: {kind, host, port, ...(database ? {database} : {}), users, admin: {from: 'environment', user}},
  }
}

function malformed(what: string, hint: string): Error {
  return inputRefused('TARGET_MALFORMED', `${what}.`, hint)
}
