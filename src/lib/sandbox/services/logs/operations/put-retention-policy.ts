import type {OperationDefinition} from '../../../kernel.ts'
import {violation, violationMessage} from '../../../validate.ts'
import {invalidParameter} from '../errors.ts'
import {GROUP_NAME, logsOperation, textOf} from '../operation.ts'
import type {LogsState} from '../state.ts'

const DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const putRetentionPolicy = (state: LogsState): OperationDefinition =>
  logsOperation({
    name: 'PutRetentionPolicy',
    readOnly: false,
    rules: {logGroupName: {...GROUP_NAME, required: true}, retentionInDays: {type: 'number', required: true}},
    run(call) {
      const days = call.input['retentionInDays'] as number
      if (!DAYS.includes(days as 1)) {
        const sentence = `Member must satisfy enum value set: [${DAYS.join(', ')}]`
        throw invalidParameter(violationMessage([violation('retentionInDays', days, {}, sentence)]))
      }
      state.setRetention(call, textOf(call, 'logGroupName'), days)
    },
  })
