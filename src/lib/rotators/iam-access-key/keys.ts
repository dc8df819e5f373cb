import {
  type AccessKeyMetadata,
  DeleteAccessKeyCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import {isAnswer} from '../call-failed.ts'
import {reasonOf} from '../reason.ts'
import type {RotatorContext} from '../rotator.ts'

/** Inactive ones count, and nobody can raise it. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MOST_KEYS = 2

export interface AccessKey {
  readonly id: string
  /** Epoch milliseconds. */
  readonly madeAt: number
  readonly isActive: boolean
}

type Work = Pick<RotatorContext, 'clients' | 'log'>

export async function keysOf({clients}: Pick<Work, 'clients'>, UserName: string): Promise<readonly AccessKey[]> {
  const keys: AccessKeyMetadata[] = []
  let Marker: string | undefined
  do {
    const page = await clients.of(IAMClient).send(new ListAccessKeysCommand({UserName, Marker}))
    keys.push(...(page.AccessKeyMetadata ?? []))
    Marker = page.IsTruncated === true ? page.Marker : undefined
  } while (Marker !== undefined)
  return keys.map(({AccessKeyId: id = '', CreateDate, Status}) => {
    return {id, madeAt: CreateDate?.getTime() ?? Infinity, isActive: Status === 'Active'}
  })
}

/**
 * Disables a key, has `proof` look whether that does harm, and deletes it. What was active before is enabled again where the
 * proof throws; nobody can have a key that needs none. One that cannot be deleted stays disabled, for the next attempt to end.
 * A key that is gone was ended by another invocation of this step.
 */
export async function endKey(
  work: Work,
  userName: string,
  {id, isActive}: Pick<AccessKey, 'id' | 'isActive'>,
  proof?: () => Promise<void>,
): Promise<void> {
  const iam = work.clients.of(IAMClient)
  const key = {UserName: userName, AccessKeyId: id}
  try {
    try {
      await iam.send(new UpdateAccessKeyCommand({...key, Status: 'Inactive'}))
      await proof?.()
    } catch (error) {
      if (isActive && proof !== undefined) await enable(work, key)
      throw error
    }
    await iam.send(new DeleteAccessKeyCommand(key))
  } catch (error) {
    if (!isAnswer(error, 'NoSuchEntityException')) throw error
  }
}

async function enable(
  {clients, log}: Work,
  key: {readonly UserName: string; readonly AccessKeyId: string},
): Promise<void> {
  try {
    await clients.of(IAMClient).send(new UpdateAccessKeyCommand({...key, Status: 'Active'}))
  } catch (error) {
    if (isAnswer(error, 'NoSuchEntityException')) throw error
    const {AccessKeyId: accessKeyId} = key
    log.error('an access key may have been left inactive', {accessKeyId, reason: reasonOf(error)})
  }
}
