import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {isAnswer} from '../call-failed.ts'
import {patiently} from '../patience.ts'
import type {RotatorContext} from '../rotator.ts'
import type {Credential} from './credential.ts'

/**
 * A new access key is known everywhere some seconds later; reports speak of up to 15.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export const SPREAD_MS: readonly number[] = [1000, 2000, 4000, 8000, 8000, 8000, 8000]

type Key = Pick<Credential, 'accessKeyId' | 'secretAccessKey'>

/**
 * ARN of whoever calls with this key; undefined: nobody knows the key, even after the waits. It needs no permission.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function callerOf(
  {clients, clock}: Pick<RotatorContext, 'clients' | 'clock'>,
  {accessKeyId, secretAccessKey}: Key,
  waits: readonly number[] = [],
): Promise<string | undefined> {
  const sts = clients.make(STSClient, {credentials: {accessKeyId, secretAccessKey}})
  return patiently(clock, waits, async () => {
    try {
      const {Arn: arn} = await sts.send(new GetCallerIdentityCommand({}))
      return arn
    } catch (error) {
      if (isAnswer(error, 'InvalidClientTokenId')) return undefined
      throw error
    }
  })
}
