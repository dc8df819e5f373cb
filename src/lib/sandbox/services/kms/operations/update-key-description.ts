import type {OperationDefinition} from '../../../kernel.ts'
import {stateOf} from '../entities.ts'
import {pendingDeletion} from '../errors.ts'
import {KEY_ID, keyById, kmsOperation, textOf} from '../operation.ts'
import type {KmsState} from '../state.ts'

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html */
export const updateKeyDescription = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'UpdateKeyDescription',
    readOnly: false,
    rules: {KeyId: KEY_ID, Description: {type: 'string', required: true, max: 8192}},
    run(call) {
      const key = keyById(state, call)
      if (stateOf(key) === 'PendingDeletion') throw pendingDeletion(key)
      state.put({...key, description: textOf(call, 'Description')})
      return {}
    },
  })
