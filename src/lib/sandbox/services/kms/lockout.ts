import {mayAlso} from '../../asked-by.ts'
import type {Call, World} from '../../kernel.ts'
import type {Key} from './entities.ts'
import {malformedPolicy} from './errors.ts'

/**
 * Refuses a policy under which the caller could not change it again, unless the call asks to pass that over.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
export function refuseLockout(world: World, call: Call, key: Key, policy: string): void {
  if (call.input['BypassPolicyLockoutSafetyCheck'] === true) return
  const question = {
    action: 'kms:PutKeyPolicy',
    resource: key.arn,
    resourceAccountId: key.accountId,
    resourcePolicy: policy,
    conditions: {'kms:calleraccount': call.principal.accountId},
  }
  if (mayAlso(world, call, question)) return
  throw malformedPolicy('The new key policy will not allow you to update the key policy in the future.')
}
