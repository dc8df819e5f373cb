import {KEY_LIMIT} from '../doctor/key-limit.ts'
import {AWSCURRENT, AWSPREVIOUS} from '../rotation/secret.ts'
import {holderOf} from '../rotation/staging.ts'
import {accessKeyIn} from '../probes/iam-key.ts'
import {keepsTwoKeys, replacedIn, staysAt} from '../rotation/overlap.ts'
import {versionsToRead} from './diff-versions.ts'
import {readVersion} from './read-consent.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import type {EndingAccessKey} from './retire-ending.ts'
import {unsafe} from './secret-refusals.ts'
import type {TargetRun} from './target-run.ts'
import {watchFunction} from './watch-function.ts'

interface Leak {
  readonly run: TargetRun
  readonly secret: ResolvedSecret
  readonly words: readonly string[]
  /** The access key of AWSCURRENT, which has leaked. */
  readonly ending: EndingAccessKey
  /** Absent: a function of another account is asked as the configuration says. */
  readonly functionProfile?: string | undefined
}

/**
 * Looks whether the function finds room for a new key, before anything is changed: a rotation that it has to refuse would
 * leave AWSPENDING behind, and the leaked key where it is. Throws NO_ROOM_FOR_KEY (exit 3) with what has to go first.
 */
export async function refuseWithoutRoom(leak: Leak): Promise<void> {
  const {run, secret, ending, words} = leak
  const {context} = run
  const {iam} = context.aws(secret.scope)
  const keys = await iam.listAccessKeys(ending.userName, {signal: context.signal})
  const other = keys.find(({accessKeyId}) => accessKeyId !== ending.accessKeyId)
  if (keys.length < KEY_LIMIT || other === undefined) return
  if (!(await isPackaged(leak))) {
    context.progress.warn(
      `${ending.userName} has ${keys.length} access keys: whether the function makes room for a new one is its own.`,
    )
    return
  }
  const full = `${ending.userName} has ${keys.length} access keys, and the function makes no room for a third`
  // The packaged rotator ends no key while the one in use does not work; an inactive one serves nobody.
  if (ending.active === false)
    throw unsafe(
      'NO_ROOM_FOR_KEY',
      `${full}: …${last4(ending.accessKeyId)} of AWSCURRENT is inactive. As it has leaked and nobody can use it, it can go first; then rotate without --compromised.`,
      ['Delete it', deletion(ending.userName, ending.accessKeyId)],
    )
  const previous = holderOf(secret.description.staging, AWSPREVIOUS)
  const held = previous === undefined ? undefined : await readVersion(run, secret, previous)
  if (held === undefined || accessKeyIn(held.value, secret.description.tags)?.accessKeyId !== other.accessKeyId)
    throw unsafe(
      'NO_ROOM_FOR_KEY',
      `${full}: AWSPREVIOUS does not hold …${last4(other.accessKeyId)}. It has to go first.`,
      ['Who uses it, and how it goes', ['secrot', 'doctor', ...words, '--read-values']],
    )
  const why = await stays(leak, other.accessKeyId)
  if (why !== undefined)
    throw unsafe(
      'NO_ROOM_FOR_KEY',
      `${full}: …${last4(other.accessKeyId)} of AWSPREVIOUS ${why}. It has to go first.`,
      ['End it now, then do this again', ['secrot', 'retire', ...words, '--compromised']],
    )
}

/** Why the packaged rotator would let the key of AWSPREVIOUS stay now; undefined: it ends it, and so makes room. */
async function stays({run: {context}, secret}: Leak, accessKeyId: string): Promise<string | undefined> {
  const {scope, description} = secret
  const {iam} = context.aws(scope)
  const {signal} = context
  const now = context.clock.now()
  const versions = await versionsToRead(context, secret)
  const storedAt = (label: string) =>
    versions.find(({versionId}) => versionId === holderOf(description.staging, label))?.createdAt
  const replaced = replacedIn(description, {current: storedAt(AWSCURRENT) ?? now, former: storedAt(AWSPREVIOUS)})
  const found = staysAt(replaced, await iam.accessKeyLastUsed(accessKeyId, {signal}), now)
  if (found === undefined) return undefined
  if (found.because === 'labels')
    return 'may have to stay, since labels were moved back and its overlap counts from the first rotation that finds them so'
  if (found.until === undefined) return 'was used after its overlap'
  return `has to stay until ${new Date(found.until).toISOString()}, when its overlap is over and IAM knows its last use`
}

/** Nobody knows what a function does that cannot be read. */
async function isPackaged({run: {context}, secret, functionProfile}: Leak): Promise<boolean> {
  const found = await watchFunction(context, secret, functionProfile)
  return found.kind === 'known' && keepsTwoKeys(found.configuration)
}

function deletion(userName: string, accessKeyId: string): readonly string[] {
  return ['aws', 'iam', 'delete-access-key', '--user-name', userName, '--access-key-id', accessKeyId]
}

function last4(accessKeyId: string): string {
  return accessKeyId.slice(-4)
}
