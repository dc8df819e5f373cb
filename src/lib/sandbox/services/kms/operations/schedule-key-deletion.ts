import type {OperationDefinition, World} from '../../../kernel.ts'
import {stateOf} from '../entities.ts'
import {pendingDeletion} from '../errors.ts'
import {KEY_ID, keyById, kmsOperation} from '../operation.ts'
import type {KmsState} from '../state.ts'

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 30

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
export const scheduleKeyDeletion = (state: KmsState, world: World): OperationDefinition =>
  kmsOperation(state, {
    name: 'ScheduleKeyDeletion',
    readOnly: false,
    rules: {KeyId: KEY_ID, PendingWindowInDays: {type: 'number', min: 7, max: 30}},
    run(call) {
      const key = keyById(state, call)
      if (stateOf(key) === 'PendingDeletion') throw pendingDeletion(key)
      const days = Number(call.input['PendingWindowInDays'] ?? DEFAULT_DAYS)
      const deletedAt = world.clock.now() + days * DAY_MS
      state.put({...key, deletedAt})
      return {
        KeyId: key.arn,
        DeletionDate: deletedAt / 1000,
        KeyState: 'PendingDeletion',
        PendingWindowInDays: days,
      }
    },
  })
