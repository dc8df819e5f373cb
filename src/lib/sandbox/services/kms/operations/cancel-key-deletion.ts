import type {OperationDefinition} from '../../../kernel.ts'
import {stateOf} from '../entities.ts'
import {notPendingDeletion} from '../errors.ts'
import {KEY_ID, keyById, kmsOperation} from '../operation.ts'
import type {KmsState} from '../state.ts'

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html: the key comes back disabled. */
export const cancelKeyDeletion = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'CancelKeyDeletion',
    readOnly: false,
    rules: {KeyId: KEY_ID},
    run(call) {
      const key = keyById(state, call)
      if (stateOf(key) !== 'PendingDeletion') throw notPendingDeletion(key)
      const {deletedAt: _cancelled, ...kept} = key
      state.put({...kept, enabled: false})
      return {KeyId: key.arn}
    },
  })
