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
  return keys.map(({AccessKeyId = '', CreateDate}) => ({id: AccessKeyId, madeAt: CreateDate?.getTime() ?? Infinity}))
}

/**
 * Disables a key, looks whether that did harm, and deletes it. `proof` throws where it did: the key is enabled again then.
 * A key that is gone was ended by another invocation of this step.
 */
export async function endKey(work: Work, userName: string, id: string, proof: () => Promise<void>): Promise<void> {
  const iam = work.clients.of(IAMClient)
  const key = {UserName: userName, AccessKeyId: id}
  try {
    await iam.send(new UpdateAccessKeyCommand({...key, Status: 'Inactive'}))
    await proof()
    await iam.send(new DeleteAccessKeyCommand(key))
  } catch (error) {
    if (isAnswer(error, 'NoSuchEntityException')) return
    if ((await enable(work, userName, id)) === 'gone') return
    throw error
  }
}

async function enable({clients, log}: Work, userName: string, id: string): Promise<'gone' | undefined> {
  try {
    const request = {UserName: userName, AccessKeyId: id, Status: 'Active'} as const
    await clients.of(IAMClient).send(new UpdateAccessKeyCommand(request))
  } catch (error) {
    // The reply to its deletion was lost.
    if (isAnswer(error, 'NoSuchEntityException')) return 'gone'
    log.error('an access key may have been left inactive', {accessKeyId: id, reason: reasonOf(error)})
  }
  return undefined
}
