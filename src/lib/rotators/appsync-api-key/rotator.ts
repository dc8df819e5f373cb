import {Refusal} from '../refusal.ts'
import type {Rotator} from '../rotator.ts'
import {newKey} from './new-key.ts'
import {openPending} from './opened-api.ts'
import {untilTaken} from './query.ts'
import {retirePrevious} from './retire.ts'
import {tidyKeys} from './tidy.ts'

/**
 * A key of an AppSync API, which the secret names: any number of APIs are rotated by one function. The new key stands beside
 * the old one, which is retired a period later, just before its version loses its label.
 */
export const appSyncApiKey: Rotator = {
  name: 'appsync-api-key',
  create: newKey,
  set: tidyKeys,

  async test(context) {
    const {api, key} = await openPending(context)
    if (key.endsAt <= context.clock.now()) throw new Refusal('the key of AWSPENDING has expired')
    await untilTaken(await api.endpoint(), key.id, context)
  },

  finish: retirePrevious,
}
