import type {Proposal, RotatorContext} from '../rotator.ts'
import type {ApiKey} from './graphql-api.ts'
import {marked} from './key-mark.ts'
import {makeRoom} from './key-room.ts'
import {endOfNewKey, lifetimeOf, outlivesNoPeriod} from './lifetime.ts'
import {openApi, type OpenedApi} from './opened-api.ts'
import {isOfVersion, refuseForeign} from './owner.ts'

/**
 * A key to be stored: the one that an interrupted attempt has made for this version, else a new one. Nothing that exists is
 * changed before it is stored.
 */
export async function newKey(context: RotatorContext): Promise<Proposal> {
  const current = await context.current()
  const opened = await openApi(current, context)
  refuseForeign(opened.key, 'AWSCURRENT', context)
  const found = opened.keys.find(one => isOfVersion(one, context))
  const key = found ?? (await made(opened, context))
  return {
    value: current.with([opened.value.place, key.id]),
    async discard() {
      const stored = await context.valueOf(context.versionId)
      if (stored?.holds(key.id) === true) return
      // Nothing is stored yet, and the invocation that has made the key may be about to.
      if (stored === undefined && key === found) return
      await opened.api.delete(key)
    },
  }
}

async function made(opened: OpenedApi, context: RotatorContext): Promise<ApiKey> {
  const {secret, versionId, log} = context
  await makeRoom(opened, context)
  const life = lifetimeOf(context)
  if (outlivesNoPeriod(life)) log.warn('the period is longer than a key may live: it ends before the next rotation')
  const mark = {secretArn: secret.arn, versionId}
  return opened.api.create({description: marked(mark), endsAt: endOfNewKey(life)})
}
