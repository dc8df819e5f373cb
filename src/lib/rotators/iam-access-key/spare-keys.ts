import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import type {StoredValue} from '../stored-value.ts'
import {isOf} from './begun.ts'
import type {Credential} from './credential.ts'
import {isUnused, lastUse, whyInUse} from './evidence.ts'
import {callerOf} from './identity.ts'
import {endKey, MOST_KEYS, type AccessKey} from './keys.ts'
import {replacementOf} from './replacement.ts'
import type {RotatedUser} from './user.ts'

/** What createSecret knows of the user. */
export interface Sight {
  readonly user: RotatedUser
  readonly keys: readonly AccessKey[]
  readonly current: StoredValue
  readonly credential: Credential
}

/**
 * Ends the keys of which it is certain that nobody needs them: what a stopped rotation left behind, and the one that was
 * current before, once its overlap is over and nobody has used it since. The keys that stay; refused where they leave no
 * room for another.
 */
export async function makeRoom(context: RotatorContext, sight: Sight): Promise<readonly AccessKey[]> {
  const {keys, credential, user} = sight
  const stay: AccessKey[] = []
  const reasons: string[] = []
  for (const key of keys) {
    const why = key.id === credential.accessKeyId ? 'AWSCURRENT holds it' : await ended(context, sight, key)
    if (why === undefined) continue
    stay.push(key)
    reasons.push(`${key.id}: ${why}`)
    if (key.id !== credential.accessKeyId) context.log.info(`access key ${key.id} is left alone: ${why}`)
  }
  if (stay.length < MOST_KEYS) return stay
  throw new Refusal(`user ${user.userName} has no room for another access key; ${reasons.join('; ')}`)
}

/** Ends a key; or says why not. */
async function ended(context: RotatorContext, sight: Sight, key: AccessKey): Promise<string | undefined> {
  const {id} = key
  const {user, credential} = sight
  const holders = await holdersOf(context, id)
  if (holders.length === 0 && user.begun?.replaced !== id) {
    if (!isLeftBehind(context, user, key))
      return `no version of this secret holds it, and no rotation made it${await lastUse(context, id)}`
    if (!(await isUnused(context, id))) return 'no version of this secret holds it, but it was used'
    await endKey(context, user.userName, key, () => nobodyStored(context, id))
    context.log.info(`access key ${id}, which a stopped rotation left behind, was deleted`)
    return undefined
  }
  const labels = holders.flatMap(holder => holder.labels)
  if (!labels.every(isOfThePast)) return `a version that is ${labels.join(' and ')} holds it`
  const held = sight.keys.find(one => one.id === credential.accessKeyId)
  if (held === undefined) return 'AWSCURRENT holds no key of the user'
  if (!held.isActive) return 'the key of AWSCURRENT is inactive'
  const where = holders.length === 0 ? 'the version that AWSCURRENT left held it' : `${labels.join(' and ')} holds it`
  const why = await whyInUse(context, id, await replacementOf(context, sight, newest(holders)))
  if (why !== undefined) return `${where}, and ${why}`
  await endKey(context, user.userName, key, () => currentWorks(context, sight))
  context.log.info(`access key ${id} was deleted: ${where}, its overlap is over and nobody used it since`)
  return undefined
}

/** A version that holds a key. */
interface Holder {
  readonly labels: readonly string[]
  readonly storedAt: number | undefined
}

/** The versions that hold a key, in whatever field. One without a label is not among them. */
async function holdersOf(context: RotatorContext, id: string): Promise<readonly Holder[]> {
  const found: Holder[] = []
  for (const [versionId, labels] of Object.entries(context.secret.versions)) {
    const value = await context.valueOf(versionId)
    if (value?.holds(id) === true) found.push({labels, storedAt: value.storedAt})
  }
  return found
}

function newest(holders: readonly Holder[]): number | undefined {
  return holders.length === 0 ? undefined : Math.max(...holders.map(({storedAt}) => storedAt ?? Infinity))
}

/** What keeps a version that was current. The labels secrot-hold-… keep its value from being lost, not its key alive. */
function isOfThePast(label: string): boolean {
  return label === 'AWSPREVIOUS' || label.startsWith('secrot-hold-')
}

/** A rotation to a version that still has a label has stored its key. */
function isLeftBehind({secret, versionId}: RotatorContext, {begun}: RotatedUser, key: AccessKey): boolean {
  if (begun === undefined || !isOf(begun, key)) return false
  return begun.versionId === versionId || secret.versions[begun.versionId] === undefined
}

/** Another invocation of this step may be about to store the key. */
async function nobodyStored(context: RotatorContext, id: string): Promise<void> {
  const value = await context.valueOf(context.versionId)
  if (value?.holds(id) === true) throw new Refusal('another invocation has stored its key')
}

async function currentWorks(context: RotatorContext, {user, credential}: Sight): Promise<void> {
  const caller = await callerOf(context, credential)
  if (caller !== user.arn) throw new Refusal(`the access key of AWSCURRENT does not work for user ${user.userName}`)
}
