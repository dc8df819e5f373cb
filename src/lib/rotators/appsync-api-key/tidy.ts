import {holderOf} from '../labels.ts'
import type {RotatorContext} from '../rotator.ts'
import type {ApiKey, GraphqlApi} from './graphql-api.ts'
import {unheld} from './held-keys.ts'
import {marked} from './key-mark.ts'
import {keyName} from './key-name.ts'
import {endOfNewKey, endOfOverlap, endOfReplaced, endsTooEarly, endsWithinOverlap, lifetimeOf} from './lifetime.ts'
import {openPending, type OpenedPending} from './opened-api.ts'
import {isOfVersion, isOwn, refuseForeign} from './owner.ts'

/**
 * Puts the keys of the secret in order, once the new one is stored: those of AWSPENDING and AWSCURRENT are marked as this
 * secret's and live as long as they have to, and what interrupted attempts have left ends. Done again, it changes nothing.
 */
export async function tidyKeys(context: RotatorContext): Promise<void> {
  const opened = await openPending(context)
  const {api, key: pending, current} = opened
  refuseForeign(pending, 'AWSPENDING', context)
  refuseForeign(current, 'AWSCURRENT', context)
  const life = lifetimeOf(context)
  const pendingEnd = endsTooEarly(pending.endsAt, life) ? endOfNewKey(life) : pending.endsAt
  await keep(api, pending, {versionId: context.versionId, endsAt: pendingEnd}, context)
  if (current !== undefined && current.id !== pending.id) {
    const endsAt = endsWithinOverlap(current.endsAt, life) ? endOfOverlap(life) : current.endsAt
    await keep(api, current, {versionId: holderOf(context.secret, 'AWSCURRENT') ?? context.versionId, endsAt}, context)
  }
  await endLeftOvers(opened, context)
}

/** Marks a key and lets it live to an end, unless it does. */
async function keep(
  api: GraphqlApi,
  key: ApiKey,
  {versionId, endsAt}: {readonly versionId: string; readonly endsAt: number},
  context: RotatorContext,
): Promise<void> {
  if (isOwn(key, context) && endsAt === key.endsAt) return
  const mark = {secretArn: context.secret.arn, versionId}
  const description = isOwn(key, context) ? key.description : marked(mark, key.description)
  await api.update(key, {description, endsAt})
  context.log.info('a key is marked as one of this secret', {key: keyName(key), endsAt: new Date(endsAt).toISOString()})
}

/**
 * Ends keys of this secret that no labelled version holds: at once what was made for this version beside the one that it holds,
 * since nobody can have it; others, which a client may have in a cache, as soon as AppSync takes it.
 */
async function endLeftOvers({api, keys, key: pending, current}: OpenedPending, context: RotatorContext): Promise<void> {
  const life = lifetimeOf(context)
  const endsAt = endOfReplaced(life.now, life)
  const others = keys.filter(key => key.id !== pending.id && key.id !== current?.id && isOwn(key, context))
  for (const key of others.filter(one => isOfVersion(one, context))) {
    await api.delete(key)
    context.log.info('a key that was made twice is deleted', {key: keyName(key)})
  }
  const living = others.filter(key => !isOfVersion(key, context) && key.endsAt > endsAt)
  for (const key of await unheld(living, context)) {
    await api.update(key, {description: key.description, endsAt})
    context.log.info('a key that no version holds ends', {key: keyName(key), endsAt: new Date(endsAt).toISOString()})
  }
}
