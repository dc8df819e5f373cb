import {TagResourceCommand} from '@aws-sdk/client-secrets-manager'
import {reasonOf} from '../reason.ts'
import type {RotatorContext} from '../rotator.ts'

/** Tag of the secret: id of the version of whose failure somebody was told. The service tries a step several times. */
export const TOLD_TAG = 'secrot:told'

export function isTold({secret, versionId}: RotatorContext): boolean {
  return secret.tags[TOLD_TAG] === versionId
}

/** Where it cannot be noted, somebody is told more than once. */
export async function noteTold(context: RotatorContext, isSo: boolean): Promise<void> {
  const {clients, secret, versionId, log} = context
  try {
    const Tags = [{Key: TOLD_TAG, Value: isSo ? versionId : ''}]
    await clients.secretsManager().send(new TagResourceCommand({SecretId: secret.arn, Tags}))
  } catch (error) {
    log.warn('it could not be noted that a failure was told', {reason: reasonOf(error)})
  }
}
