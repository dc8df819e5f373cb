import {holderOf} from '../labels.ts'
import {Refusal} from '../refusal.ts'
import {replacedAt} from '../replaced.ts'
import type {RotatorContext} from '../rotator.ts'
import type {StoredValue} from '../stored-value.ts'
import {GraphqlApi} from './graphql-api.ts'
import {unheld} from './held-keys.ts'
import {keyName} from './key-name.ts'
import {keyValueOf, type KeyValue} from './key-value.ts'
import {endOfReplaced, lifetimeOf} from './lifetime.ts'
import {markIn} from './key-mark.ts'
import {isOwn} from './owner.ts'

/**
 * Lets the key of AWSPREVIOUS end, which is about to lose its label: a day ahead, the least that AppSync takes, or later where
 * its overlap is not over by then. A life that ends earlier is not made longer.
 */
export async function retirePrevious(context: RotatorContext): Promise<void> {
  const {secret, log} = context
  const holder = losingItsLabel(context)
  const previous = await context.previous()
  if (holder === undefined || previous === undefined) return
  const old = readable(previous, context)
  if (old === undefined) return log.warn('the value of AWSPREVIOUS cannot be read, so no key of it is retired')
  if (old.apiId !== keyValueOf(await context.pending(), context).apiId)
    return log.warn('AWSPREVIOUS is of another API, so its key is not retired', {apiId: old.apiId})
  const api = new GraphqlApi(old.apiId, context)
  const key = (await api.keys()).find(({id}) => id === old.key)
  if (key === undefined) return
  if (markIn(key.description) !== undefined && !isOwn(key, context))
    return log.warn('another secret rotates the key of AWSPREVIOUS, so it is not retired', {key: keyName(key)})
  const life = lifetimeOf(context)
  const storedAt = {current: (await context.current()).storedAt, former: previous.storedAt}
  // Where labels were moved without a rotation, clients may have had it until now.
  const endsAt = endOfReplaced(replacedAt(secret, storedAt) ?? life.now, life)
  if (key.endsAt <= endsAt || (await unheld([key], context, holder)).length === 0) return
  await api.update(key, {description: key.description, endsAt})
  log.info('the key of AWSPREVIOUS is retired', {key: keyName(key), endsAt: new Date(endsAt).toISOString()})
}

/** The version of AWSPREVIOUS. undefined: it keeps this label or another one when AWSCURRENT moves. */
function losingItsLabel({secret}: RotatorContext): string | undefined {
  const holder = holderOf(secret, 'AWSPREVIOUS')
  if (holder === undefined || holderOf(secret, 'AWSCURRENT') === undefined) return undefined
  return secret.versions[holder]?.length === 1 ? holder : undefined
}

/** An old value that is broken stops no rotation. */
function readable(value: StoredValue, context: RotatorContext): KeyValue | undefined {
  try {
    return keyValueOf(value, context)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
