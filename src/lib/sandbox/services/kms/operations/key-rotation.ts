import type {OperationDefinition} from '../../../kernel.ts'
import {stateOf} from '../entities.ts'
import {disabled, pendingDeletion} from '../errors.ts'
import {KEY_ID, keyById, kmsOperation} from '../operation.ts'
import type {KmsState} from '../state.ts'

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html */
export const enableKeyRotation = (state: KmsState): OperationDefinition => switching(state, 'EnableKeyRotation', true)

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html */
export const disableKeyRotation = (state: KmsState): OperationDefinition =>
  switching(state, 'DisableKeyRotation', false)

/** The material never changes here; who asks is told whether it would. */
function switching(state: KmsState, name: string, rotates: boolean): OperationDefinition {
  return kmsOperation(state, {
    name,
    readOnly: false,
    rules: {KeyId: KEY_ID},
    run(call) {
      const key = keyById(state, call)
      if (stateOf(key) === 'PendingDeletion') throw pendingDeletion(key)
      if (stateOf(key) === 'Disabled') throw disabled(key)
      state.put({...key, rotates})
      return {}
    },
  })
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html: a year, unless told otherwise. */
export const getKeyRotationStatus = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'GetKeyRotationStatus',
    readOnly: true,
    rules: {KeyId: KEY_ID},
    run(call) {
      const {arn, rotates = false} = keyById(state, call)
      return {KeyId: arn, KeyRotationEnabled: rotates, ...(rotates ? {RotationPeriodInDays: 365} : {})}
    },
  })
