import {requiredPlaceOf} from '../fields.ts'
import {Refusal} from '../refusal.ts'
import type {Rotator, RotatorContext} from '../rotator.ts'
import {Door} from './door.ts'
import {isSamePlace, loginIn} from './login.ts'
import {PASSWORD, USER} from './login-fields.ts'
import {masterArn, masterLogin} from './master.ts'
import {newPassword} from './new-password.ts'
import type {DatabaseKind, Login} from './server.ts'

const CLONE = '_clone'

/** Gives the user who is not in use a new password, by a login that may; the one in use goes on working. */
export function alternatingUsers(name: string, kind: DatabaseKind): Rotator {
  return {
    name,

    async create(context) {
      const {settings} = context
      const current = await context.current()
      const {user, password} = loginIn(current, kind, settings)
      masterArn(current, settings)
      const other = otherUser(user)
      if (Buffer.byteLength(other) > kind.longestUser)
        throw new Refusal(`the name of the other user would have more than ${kind.longestUser} bytes`)
      return {
        value: current.with(
          [requiredPlaceOf(current, USER, settings), other],
          [requiredPlaceOf(current, PASSWORD, settings), await newPassword(context, password)],
        ),
      }
    },

    async set(context) {
      const {current, pending} = await pairOf(kind, context)
      if (pending.user === current.user) throw new Refusal('AWSPENDING names the user that is in use')
      const door = new Door(kind, context)
      if (await door.lets(pending)) return
      // Whoever may only write the secret must not have the master change a user of his choice.
      if (!(await door.lets(current))) throw new Refusal('the server rejects AWSCURRENT, so its pair is not changed')
      const master = await masterLogin(kind, context, current)
      const {user, password} = pending
      if (!(await door.change(master, pending, session => session.setLogin(user, password, current.user))))
        throw new Refusal('the server rejects the master secret')
    },

    async test(context) {
      const {pending} = await pairOf(kind, context)
      if (!(await new Door(kind, context).lets(pending))) throw new Refusal('the server rejects AWSPENDING')
    },
  }
}

/** As AWS's own functions name it. */
export function otherUser(user: string): string {
  return user.endsWith(CLONE) ? user.slice(0, -CLONE.length) : `${user}${CLONE}`
}

/** Both logins. Refused where they are no pair; a test of the rotation brings a copy of AWSCURRENT, which is in it. */
async function pairOf(
  kind: DatabaseKind,
  context: RotatorContext,
): Promise<{readonly current: Login; readonly pending: Login}> {
  const {settings} = context
  const values = {current: await context.current(), pending: await context.pending()}
  const current = loginIn(values.current, kind, settings)
  const pending = loginIn(values.pending, kind, settings)
  const isPair =
    isSamePlace(current, pending) &&
    masterArn(values.current, settings) === masterArn(values.pending, settings) &&
    [current.user, otherUser(current.user)].includes(pending.user)
  if (!isPair) throw new Refusal('AWSPENDING names neither user of the pair of AWSCURRENT')
  return {current, pending}
}
