import type {Call, OperationDefinition} from '../../../kernel.ts'
import {type Key, stateOf} from '../entities.ts'
import {disabled, pendingDeletion} from '../errors.ts'
import {onKey} from '../permission.ts'
import {KEY_ID, keyById, kmsOperation, textOf} from '../operation.ts'
import type {KmsState} from '../state.ts'

/** Of AWS's own keys, and of others unless told otherwise. */
const YEAR = 365

/**
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html. The material never changes here; who asks
 * is told whether it would.
 */
export const enableKeyRotation = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'EnableKeyRotation',
    readOnly: false,
    rules: {KeyId: KEY_ID, RotationPeriodInDays: {type: 'number', min: 90, max: 2560}},
    authorize(call) {
      const asked = onKey(state, call, {action: 'EnableKeyRotation', keyId: textOf(call, 'KeyId'), place: call})
      const days = call.input['RotationPeriodInDays']
      if (days === undefined) return [asked]
      return [{...asked, conditions: {...asked.conditions, 'kms:rotationperiodindays': `${Number(days)}`}}]
    },
    run(call) {
      state.put({...changeable(state, call), rotationDays: Number(call.input['RotationPeriodInDays'] ?? YEAR)})
      return {}
    },
  })

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html */
export const disableKeyRotation = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'DisableKeyRotation',
    readOnly: false,
    rules: {KeyId: KEY_ID},
    run(call) {
      const {rotationDays: _days, ...key} = changeable(state, call)
      state.put(key)
      return {}
    },
  })

function changeable(state: KmsState, call: Call): Key {
  const key = keyById(state, call)
  if (stateOf(key) === 'PendingDeletion') throw pendingDeletion(key)
  if (stateOf(key) === 'Disabled') throw disabled(key)
  return key
}

/**
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html: AWS's own keys always rotate, and one that
 * waits for its deletion does not until that is cancelled.
 */
export const getKeyRotationStatus = (state: KmsState): OperationDefinition =>
  kmsOperation(state, {
    name: 'GetKeyRotationStatus',
    readOnly: true,
    rules: {KeyId: KEY_ID},
    run(call) {
      const key = keyById(state, call)
      const known = key.manager === 'AWS' ? YEAR : key.rotationDays
      const days = stateOf(key) === 'PendingDeletion' ? undefined : known
      return {
        KeyId: key.arn,
        KeyRotationEnabled: days !== undefined,
        ...(days === undefined ? {} : {RotationPeriodInDays: days}),
      }
    },
  })
