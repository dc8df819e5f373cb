import {tellFailure} from '../notices/topic.ts'
import {Refusal} from '../refusal.ts'
import type {Rotator, RotatorContext} from '../rotator.ts'
import {create} from './create.ts'
import {credentialIn} from './credential.ts'
import {callerOf, SPREAD_MS} from './identity.ts'
import {tellSuccess} from './tell.ts'
import {claimedUser} from './user.ts'

/** The access key of an IAM user: a new one beside the current one, which goes on working until the next rotation. */
export const iamAccessKey: Rotator = {
  name: 'iam-access-key',
  create,
  test,
  promoted: tellSuccess,
  failed: tellFailure,
}

/** Waits until the key is known, and looks whose it is. */
async function test(context: RotatorContext): Promise<void> {
  const pending = credentialIn(await context.pending(), context)
  const {userName} = credentialIn(await context.current(), context)
  if (pending.userName !== userName) throw new Refusal('AWSPENDING and AWSCURRENT name different users')
  const {arn} = await claimedUser(context, userName)
  const caller = await callerOf(context, pending, SPREAD_MS)
  if (caller === undefined)
    throw new Refusal('GetCallerIdentity failed: InvalidClientTokenId for the key of AWSPENDING')
  if (caller !== arn) throw new Refusal(`the key of AWSPENDING is not one of user ${userName}`)
}
