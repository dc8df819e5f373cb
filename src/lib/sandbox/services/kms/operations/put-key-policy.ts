import type {OperationDefinition, World} from '../../../kernel.ts'
import {noSuchPolicy} from '../errors.ts'
import {refuseLockout} from '../lockout.ts'
import {KEY_ID, keyById, kmsOperation, textOf} from '../operation.ts'
import {checkKeyPolicy} from '../policy.ts'
import type {KmsState} from '../state.ts'

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html; allowed in every state of a key. */
export const putKeyPolicy = (state: KmsState, world: World): OperationDefinition =>
  kmsOperation(state, {
    name: 'PutKeyPolicy',
    readOnly: false,
    rules: {
      KeyId: KEY_ID,
      PolicyName: {type: 'string', min: 1, max: 128},
      Policy: {type: 'string', required: true, min: 1, max: 32_768},
      BypassPolicyLockoutSafetyCheck: {type: 'boolean'},
    },
    run(call) {
      const key = keyById(state, call)
      const name = textOf(call, 'PolicyName') || 'default'
      if (name !== 'default') throw noSuchPolicy(name)
      const policy = textOf(call, 'Policy')
      checkKeyPolicy(policy)
      refuseLockout(world, call, key, policy)
      state.put({...key, policy})
      return {}
    },
  })
