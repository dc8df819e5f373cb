import {CreateAccessKeyCommand, IAMClient} from '@aws-sdk/client-iam'
import {isAnswer} from '../call-failed.ts'
import {Refusal} from '../refusal.ts'
import type {Proposal, RotatorContext} from '../rotator.ts'
import {credentialIn} from './credential.ts'
import {endKey, keysOf, type AccessKey} from './keys.ts'
import {makeRoom, type Sight} from './spare-keys.ts'
import {claim, claimedUser} from './user.ts'

/** A key beside the current one. */
export async function create(context: RotatorContext): Promise<Proposal | undefined> {
  const {versionId} = context
  const current = await context.current()
  const credential = credentialIn(current, context)
  const user = await claimedUser(context, credential.userName)
  // This rotation was here before: what it stored may not be seen by every reader yet.
  const isAgain = user.begun?.versionId === versionId
  if (isAgain && (await context.valueOf(versionId, {wait: true})) !== undefined) return undefined
  const keys = await keysOf(context, user.userName)
  const sight: Sight = {user, keys, current, credential}
  return make(context, sight, await makeRoom(context, sight))
}

async function make(context: RotatorContext, sight: Sight, keys: readonly AccessKey[]): Promise<Proposal | undefined> {
  const {clock, versionId} = context
  const {userName} = sight.user
  const before = keys.map(({id}) => id)
  await claim(context, userName, {versionId, at: clock.now(), before})
  const made = await newKey(context, userName)
  if (made === undefined) return undefined
  const discard = () => endKey(context, userName, {id: made.id, isActive: true})
  if (made.attempts > 1 && (await endTwins(context, userName, [...before, made.id])) === 'stored') {
    await discard()
    return undefined
  }
  return {value: sight.credential.with(made.id, made.secret), discard}
}

interface MadeKey {
  readonly id: string
  readonly secret: string
  readonly attempts: number
}

/** undefined: another invocation of this step has taken the room, and stored its key. */
async function newKey(context: RotatorContext, UserName: string): Promise<MadeKey | undefined> {
  try {
    const {AccessKey: key, $metadata} = await context.clients.of(IAMClient).send(new CreateAccessKeyCommand({UserName}))
    if (key?.AccessKeyId === undefined || key.SecretAccessKey === undefined)
      throw new Refusal('CreateAccessKey answered without a key')
    return {id: key.AccessKeyId, secret: context.hide(key.SecretAccessKey), attempts: $metadata.attempts ?? 1}
  } catch (error) {
    const isFull = isAnswer(error, 'LimitExceededException')
    if (isFull && (await context.valueOf(context.versionId)) !== undefined) return undefined
    throw error
  }
}

/** The reply to an attempt was lost or late, so it may have made a key too. `stored`: by another invocation of this step. */
async function endTwins(
  context: RotatorContext,
  userName: string,
  known: readonly string[],
): Promise<'stored' | undefined> {
  const keys = await keysOf(context, userName)
  if ((await context.valueOf(context.versionId)) !== undefined) return 'stored'
  for (const key of keys) if (!known.includes(key.id)) await endKey(context, userName, key)
  return undefined
}
