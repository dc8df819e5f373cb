import {Refusal} from '../refusal.ts'
import type {Proposal, RotatorContext} from '../rotator.ts'
import {begunBy} from './begun.ts'
import {credentialIn} from './credential.ts'
import {callerOf} from './identity.ts'
import {endKey, keysOf, type AccessKey} from './keys.ts'
import {newKey} from './new-key.ts'
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
  await refuseAnothersKey(context, sight)
  return make(context, sight, await makeRoom(context, sight))
}

/** What IAM gives to a key that lasts; a first value may hold anything, which is never shown to AWS. */
const LASTING_KEY = /^AKIA[A-Z0-9]{12,124}$/

/** The readers of a working key of somebody else would get another identity with the new one. */
async function refuseAnothersKey(context: RotatorContext, {user, keys, credential}: Sight): Promise<void> {
  const {accessKeyId} = credential
  if (keys.some(({id}) => id === accessKeyId) || !LASTING_KEY.test(accessKeyId)) return
  const caller = await callerOf(context, credential)
  if (caller !== undefined && caller !== user.arn)
    throw new Refusal(`AWSCURRENT holds a working key of ${caller}, and not of user ${user.userName}`)
}

async function make(context: RotatorContext, sight: Sight, keys: readonly AccessKey[]): Promise<Proposal | undefined> {
  const {userName} = sight.user
  const before = keys.map(({id}) => id)
  await claim(context, userName, begunBy(context, before, sight.credential.accessKeyId))
  const made = await newKey(context, userName)
  if (made === undefined) return undefined
  const discard = () => endKey(context, userName, {id: made.id, isActive: true})
  if (made.attempts > 1 && (await endTwins(context, userName, [...before, made.id])) === 'stored') {
    await discard()
    return undefined
  }
  return {value: sight.credential.with(made.id, made.secret), discard}
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
