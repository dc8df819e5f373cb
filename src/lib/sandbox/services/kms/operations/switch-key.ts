import type {OperationDefinition} from '../../../kernel.ts'
import {stateOf} from '../entities.ts'
import {pendingDeletion} from '../errors.ts'
import {KEY_ID, keyById, kmsOperation} from '../operation.ts'
import type {KmsState} from '../state.ts'

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html */
export const enableKey = (state: KmsState): OperationDefinition => switching(state, 'EnableKey', true)

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html */
export const disableKey = (state: KmsState): OperationDefinition => switching(state, 'DisableKey', false)

/** Twice is no error; a key that is to be deleted is refused. */
function switching(state: KmsState, name: string, enabled: boolean): OperationDefinition {
  return kmsOperation(state, {
    name,
    readOnly: false,
    rules: {KeyId: KEY_ID},
    run(call) {
      const key = keyById(state, call)
      if (stateOf(key) === 'PendingDeletion') throw pendingDeletion(key)
      state.put({...key, enabled})
      return {}
    },
  })
}
