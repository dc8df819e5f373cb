import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import type {ApiKey} from './graphql-api.ts'
import {markIn} from './key-mark.ts'

/** Whether a key is marked as one of this secret's. */
export function isOwn({description}: ApiKey, {secret}: Pick<RotatorContext, 'secret'>): boolean {
  return markIn(description)?.secretArn === secret.arn
}

/** Whether it was made for the version that is rotated to. */
export function isOfVersion(key: ApiKey, context: Pick<RotatorContext, 'secret' | 'versionId'>): boolean {
  return isOwn(key, context) && markIn(key.description)?.versionId === context.versionId
}

/** Refused: another secret rotates the key. Each would end it under the clients of the other. */
export function refuseForeign(key: ApiKey | undefined, label: string, context: Pick<RotatorContext, 'secret'>): void {
  if (key === undefined || isOwn(key, context)) return
  const owner = markIn(key.description)?.secretArn
  if (owner === undefined) return
  throw new Refusal(
    `the key of ${label} is rotated by another secret, ${owner}, which will end it: this one needs a key of its own`,
  )
}
