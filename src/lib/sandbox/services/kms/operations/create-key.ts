import type {Call, OperationDefinition, World} from '../../../kernel.ts'
import {keyArn} from '../arns.ts'
import type {KeyTag} from '../entities.ts'
import {notServed} from '../errors.ts'
import {refuseLockout} from '../lockout.ts'
import {metadataOf} from '../metadata.ts'
import {kmsOperation, textOf} from '../operation.ts'
import {checkKeyPolicy, defaultPolicy} from '../policy.ts'
import type {KmsState} from '../state.ts'

/** What AWS takes for each where a request does not say; the sandbox has no other keys. */
const ONLY = {
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  Origin: 'AWS_KMS',
} as const

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export const createKey = (state: KmsState, world: World): OperationDefinition =>
  kmsOperation(state, {
    name: 'CreateKey',
    readOnly: false,
    rules: {
      Policy: {type: 'string', min: 1, max: 32_768},
      Description: {type: 'string', max: 8192},
      Tags: {type: 'list'},
      MultiRegion: {type: 'boolean'},
      BypassPolicyLockoutSafetyCheck: {type: 'boolean'},
    },
    authorize: call => [
      {action: 'kms:CreateKey', resource: '*'},
      ...(tagsOf(call).length === 0 ? [] : [{action: 'kms:TagResource', resource: anyKeyOf(call)}]),
    ],
    run(call) {
      refuseOthers(call)
      const policy = textOf(call, 'Policy') || defaultPolicy(call)
      checkKeyPolicy(policy)
      const key = {description: textOf(call, 'Description'), policy, manager: 'CUSTOMER', tags: tagsOf(call)} as const
      const made = state.newKey(call, key)
      refuseLockout(world, call, made, policy)
      state.put(made)
      return {KeyMetadata: metadataOf(made)}
    },
  })

/**
 * A key that is still to be made has no ARN: the permission to tag it is asked on all keys of the place.
 * https://docs.aws.amazon.com/kms/latest/developerguide/tag-permissions.html
 */
function anyKeyOf(call: Call): string {
  return keyArn(call, '*')
}

function refuseOthers(call: Call): void {
  for (const [member, only] of Object.entries(ONLY)) {
    const wanted = textOf(call, member)
    if (wanted !== '' && wanted !== only) throw notServed(`${member} ${wanted}`)
  }
  if (call.input['MultiRegion'] === true) throw notServed('several regions')
}

function tagsOf({input}: Call): readonly KeyTag[] {
  return Array.isArray(input['Tags']) ? (input['Tags'] as readonly KeyTag[]) : []
}
