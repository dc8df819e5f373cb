import {drawnPassword} from '../random-password/drawn.ts'
import {Refusal} from '../refusal.ts'
import type {Rotator} from '../rotator.ts'
import {answerTo} from './ask.ts'
import {describedIn} from './described.ts'
import {EXCLUDED} from './fields.ts'
import {describedPending, set} from './set.ts'

/** The only password of a login at an HTTPS endpoint; the requests that set and test it stand in the secret. */
export const https: Rotator = {
  name: 'https',

  async create(context) {
    const current = describedIn(await context.current(), context)
    const isNew = (text: string) => text !== current.password
    const value = current.with(await drawnPassword(context, isNew, EXCLUDED))
    // Nobody has set it: a test that takes it would take anything, so that one the endpoint never took became AWSCURRENT.
    const {host} = current.test.url
    if ((await answerTo(context, current, value)).isYes)
      throw new Refusal(`${host} says yes to a password that nobody has set, so its test tells nothing`)
    return {value}
  },

  set,

  async test(context) {
    const pending = await describedPending(context)
    const {isYes, status} = await answerTo(context, pending, pending.value)
    if (!isYes) throw new Refusal(`${pending.test.url.host} rejects AWSPENDING: ${status}`)
  },
}
