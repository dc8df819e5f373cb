import type {DatabaseTarget, DeclaredTarget} from '../targets-declared.ts'
import type {AdminAccount} from './admin-account.ts'
import {httpsSetup, httpsValue} from './https.ts'
import {MYSQL} from './mysql.ts'
import {POSTGRES} from './postgres.ts'
import {serverSetup} from './server.ts'
import {accountsOf} from './server-accounts.ts'
import type {TargetChoice} from './target-choice.ts'

/**
 * What AWS's own functions keep in a secret; its port is a number.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
 */
function databaseValue({kind, database, master}: DatabaseTarget): string {
  // Of MySQL a login may do without a database, and where nobody named one there may be none that it may open.
  const named = kind === 'mysql' && database === undefined ? '' : ',"dbname":"{{dbname}}"'
  return `{"engine":"{{engine}}","host":"{{host}}","port":{{port}},"username":"{{username}}","password":"{{password}}"${named}${master === undefined ? '' : ',"masterarn":"{{masterSecretArn}}"'}}`
}

/** The secret that `masterarn` names. */
function masterValue(declared: DatabaseTarget): string {
  return databaseValue({...declared, master: undefined})
    .replace('{{username}}', '{{adminUser}}')
    .replace('{{password}}', '{{adminPassword}}')
}

/** What a server of the user's needs beside its declaration. */
export interface ServerWish {
  /** Who resets the accounts of a database server. */
  readonly admin?: AdminAccount | undefined
  /** Template of the value that somebody gave. */
  readonly template?: string | undefined
}

/** A server of the user's; undefined: what is declared is none. */
export function serverChoice(declared: DeclaredTarget, {admin, template}: ServerWish): TargetChoice | undefined {
  // All scenarios change the same accounts.
  const lanes = 1
  if (declared.kind === 'https') {
    const value = httpsValue(declared)
    const allowedHosts = [new URL(declared.url).hostname]
    const setup = httpsSetup(declared, template ?? value)
    return {setup, name: declared.url, value, hasSecond: false, lanes, allowedHosts}
  }
  if (!('users' in declared) || admin === undefined) return undefined
  const setup =
    declared.kind === 'postgres' ? serverSetup(POSTGRES, declared, admin) : serverSetup(MYSQL, declared, admin)
  const [name = ''] = declared.users
  const hasSecond = accountsOf(declared.users).others.length > 0
  const otherSecrets = declared.master === undefined ? {} : {otherSecrets: {master: masterValue(declared)}}
  return {setup, name, value: databaseValue(declared), hasSecond, lanes, ...otherSecrets}
}
