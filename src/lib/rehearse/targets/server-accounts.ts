import {SecrotError} from '../../errors.ts'
import {inputRefused} from '../input/refused.ts'
import {freshPassword} from './fresh-password.ts'
import type {ServerDriver} from './server-driver.ts'

/** Which declared accounts belong to the rehearsed secret, and which to somebody else. */
export interface Accounts {
  readonly own: readonly string[]
  readonly others: readonly string[]
}

/**
 * The first account is the secret's; the last one, where there are more, is somebody else's and those between them are
 * users that rotations alternate with. AWS's own functions alternate with `<user>_clone`, which is whose the user is.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets_strategies.html
 */
export function accountsOf(users: readonly string[]): Accounts {
  const [first = '', ...further] = users
  const last = further.at(-1)
  if (last === undefined || last === `${first}_clone`) return {own: users, others: []}
  const withClone = last === `${further.at(-2)}_clone` ? 2 : 1
  return {own: users.slice(0, -withClone), others: users.slice(-withClone)}
}

/**
 * Sets first passwords and sees that the server means them: a rehearsal on a server that lets anybody in would find
 * nothing. Throws TARGET_UNUSABLE (exit 2).
 */
export async function prepareAccounts(driver: ServerDriver, wish: AccountsWish): Promise<Passwords> {
  try {
    return await prepared(driver, wish)
  } catch (error) {
    if (error instanceof SecrotError) throw error
    throw unusable(wish.title, `its accounts could not be reset (${codeOf(error)})`, wish.login)
  }
}

/** Of accounts that are to be reset. */
export interface AccountsWish {
  readonly users: readonly string[]
  readonly admin: string
  readonly title: string
  /** What to do where the server takes any password. */
  readonly anyPassword: string
  /** What to do where it does not let the administrator reset them. */
  readonly login: string
}

type Passwords = Readonly<Record<string, string>>

/** Nothing else that a server says: it may quote the statement, which holds the new password. */
function codeOf(error: unknown): string {
  const {code, errno} = error as {readonly code?: unknown; readonly errno?: unknown}
  const known = [code, errno].filter(one => typeof one === 'string' || typeof one === 'number')
  return known.length === 0 ? 'without a code' : known.join(', ')
}

async function prepared(driver: ServerDriver, {users, admin, title, anyPassword}: AccountsWish): Promise<Passwords> {
  if (users.includes(admin)) {
    throw unusable(
      title,
      `${admin} is both reset and the one who resets`,
      'Give it another login that may reset accounts.',
    )
  }
  const twice = users.find((user, at) => users.indexOf(user) < at)
  if (twice !== undefined) {
    throw unusable(title, `${twice} is named twice`, 'Each account is one of the users or the master, once.')
  }
  const found = new Set((await driver.accounts(users)).map(({user}) => user))
  const missing = users.find(user => !found.has(user))
  if (missing !== undefined) {
    throw unusable(
      title,
      `it has no account ${missing}`,
      'Create the accounts that rotations may change, then rehearse.',
    )
  }
  const passwords = Object.fromEntries(users.map(user => [user, freshPassword()]))
  for (const user of users) {
    await driver.reset(user, passwords[user]!)
    if (!(await driver.lets(user, passwords[user]!))) {
      throw unusable(
        title,
        `${user} is not let in with the password it was just given`,
        'Let it log in by password from this machine.',
      )
    }
    if (await driver.lets(user, freshPassword())) {
      throw unusable(title, `${user} is let in with any password`, anyPassword)
    }
  }
  return passwords
}

function unusable(title: string, why: string, hint: string): Error {
  return inputRefused('TARGET_UNUSABLE', `${title} cannot be a target: ${why}.`, hint)
}
