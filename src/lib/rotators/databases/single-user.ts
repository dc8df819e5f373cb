import {requiredPlaceOf} from '../fields.ts'
import {Refusal} from '../refusal.ts'
import type {Rotator, RotatorContext} from '../rotator.ts'
import {Door} from './door.ts'
import {isSamePlace, loginIn} from './login.ts'
import {PASSWORD} from './login-fields.ts'
import {newPassword} from './new-password.ts'
import type {DatabaseKind, Login} from './server.ts'

/** Replaces the only password of a user, who logs in with it and changes it himself. */
export function singleUser(name: string, kind: DatabaseKind): Rotator {
  return {
    name,

    async create(context) {
      const current = await context.current()
      const {password} = loginIn(current, kind, context.settings)
      return {
        value: current.with([
          requiredPlaceOf(current, PASSWORD, context.settings),
          await newPassword(context, password),
        ]),
      }
    },

    async set(context) {
      const pending = await pendingLogin(kind, context)
      const door = new Door(kind, context)
      if (await door.lets(pending)) return
      // AWSPREVIOUS is read where it is needed alone: it may be one that nobody can read any more.
      for (const read of [() => context.current(), () => context.previous()]) {
        const value = await read()
        if (value === undefined) continue
        const old = loginIn(value, kind, context.settings)
        if (!isSameLogin(old, pending)) throw new Refusal(`AWSPENDING and ${old.of} name different logins`)
        if (await door.change(old, pending, session => session.replacePassword(pending.password))) return
      }
      throw new Refusal('the server takes none of AWSPENDING, AWSCURRENT and AWSPREVIOUS')
    },

    async test(context) {
      const pending = await pendingLogin(kind, context)
      if (!(await new Door(kind, context).lets(pending))) throw new Refusal('the server rejects AWSPENDING')
    },
  }
}

/** Refused where it is of another user or server than the one in use. */
async function pendingLogin(kind: DatabaseKind, context: RotatorContext): Promise<Login> {
  const pending = loginIn(await context.pending(), kind, context.settings)
  if (isSameLogin(loginIn(await context.current(), kind, context.settings), pending)) return pending
  throw new Refusal('AWSPENDING and AWSCURRENT name different logins')
}

function isSameLogin(one: Login, other: Login): boolean {
  return isSamePlace(one, other) && one.user === other.user
}
