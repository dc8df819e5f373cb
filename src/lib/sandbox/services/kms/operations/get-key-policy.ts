import type {OperationDefinition} from '../../../kernel.ts'
import {noSuchPolicy} from '../errors.ts'
import {KEY_ID, keyById, kmsOperation, textOf} from '../operation.ts'
import type {KmsState} from '../state.ts'

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html: `default` is the only name of a policy. */
export const getKeyPolicy = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'GetKeyPolicy',
    readOnly: true,
    rules: {KeyId: KEY_ID, PolicyName: {type: 'string', min: 1, max: 128}},
    run(call) {
      const key = keyById(state, call)
      const name = textOf(call, 'PolicyName') || 'default'
      if (name !== 'default') throw noSuchPolicy(name)
      return {Policy: key.policy, PolicyName: name}
    },
  })
