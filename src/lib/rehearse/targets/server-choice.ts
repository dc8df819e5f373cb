import type {DeclaredTarget} from '../targets-declared.ts'
import type {AdminAccount} from './database.ts'
import {postgresSetup} from './postgres.ts'
import {accountsOf} from './server-accounts.ts'
import type {TargetChoice} from './target-choice.ts'

/**
 * What AWS's own functions keep in a secret; its port is a number.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
 */
const DATABASE_VALUE =
  '{"engine":"{{engine}}","host":"{{host}}","port":{{port}},"username":"{{username}}","password":"{{password}}","dbname":"{{dbname}}"}'

/** A server of the user's; undefined: what is declared is none. */
export function serverChoice(declared: DeclaredTarget, admin: AdminAccount): TargetChoice | undefined {
  if (declared.kind !== 'postgres') return undefined
  const [name = ''] = declared.users
  return {
    setup: postgresSetup(declared, admin),
    name,
    value: DATABASE_VALUE,
    hasSecond: accountsOf(declared.users).others.length > 0,
    // All scenarios change the same accounts.
    lanes: 1,
  }
}
