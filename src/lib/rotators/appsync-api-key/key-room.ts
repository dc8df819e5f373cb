import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import {unheld} from './held-keys.ts'
import {isOwn} from './owner.ts'
import type {OpenedApi} from './opened-api.ts'

/** Of one API, expired ones included; nobody can raise it. https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const MOST_KEYS = 50
/** So many places are left for others: a key that has expired is kept no longer than that allows. */
const FREE_PLACES = 10

/**
 * Makes room for a new key where it is short: deletes expired keys of this secret that no labelled version holds, the oldest
 * first. AppSync would keep them for 60 days. Refused: the API is full.
 */
export async function makeRoom({api, keys}: OpenedApi, context: RotatorContext): Promise<void> {
  const over = keys.length - (MOST_KEYS - FREE_PLACES)
  if (over <= 0) return
  const now = context.clock.now()
  const expired = keys.filter(key => key.endsAt <= now)
  const own = await unheld(
    expired.filter(key => isOwn(key, context)),
    context,
  )
  const gone = own.toSorted((one, other) => one.endsAt - other.endsAt).slice(0, over)
  for (const key of gone) await api.delete(key)
  if (keys.length - gone.length < MOST_KEYS) return
  throw new Refusal(
    `API ${api.apiId} has ${keys.length} keys, and AppSync takes no more; ${expired.length} of them have expired, ` +
      'but none of those was made for this secret',
  )
}
