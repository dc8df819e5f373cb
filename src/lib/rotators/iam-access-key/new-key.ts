import {CreateAccessKeyCommand, IAMClient} from '@aws-sdk/client-iam'
import {CallFailed, isAnswer} from '../call-failed.ts'
import {reasonOf} from '../reason.ts'
import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import {claim} from './user.ts'

interface MadeKey {
  readonly id: string
  readonly secret: string
  readonly attempts: number
}

/** Makes a key. undefined: another invocation of this step has taken the room, and stored its key. */
export async function newKey(context: RotatorContext, UserName: string): Promise<MadeKey | undefined> {
  try {
    const {AccessKey: key, $metadata} = await context.clients.of(IAMClient).send(new CreateAccessKeyCommand({UserName}))
    if (key?.AccessKeyId === undefined || key.SecretAccessKey === undefined)
      throw new Refusal('CreateAccessKey answered without a key')
    return {id: key.AccessKeyId, secret: context.hide(key.SecretAccessKey), attempts: $metadata.attempts ?? 1}
  } catch (error) {
    const isFull = isAnswer(error, 'LimitExceededException')
    if (isFull && (await context.valueOf(context.versionId)) !== undefined) return undefined
    // Where it is full, another invocation of this step may have made the key that is noted.
    if (!isFull && error instanceof CallFailed && error.isSure) await forget(context, UserName)
    throw error
  }
}

/** Takes the note back, so that no key which somebody makes now is taken for this rotation's. */
async function forget(context: RotatorContext, userName: string): Promise<void> {
  try {
    await claim(context, userName, undefined)
  } catch (error) {
    context.log.warn('the note of a key that was not made stays', {reason: reasonOf(error)})
  }
}
