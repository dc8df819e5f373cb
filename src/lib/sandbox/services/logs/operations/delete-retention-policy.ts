import type {OperationDefinition} from '../../../kernel.ts'
import {GROUP_NAME, logsOperation, textOf} from '../operation.ts'
import type {LogsState} from '../state.ts'

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html */
export const deleteRetentionPolicy = (state: LogsState): OperationDefinition =>
  logsOperation({
    name: 'DeleteRetentionPolicy',
    readOnly: false,
    rules: {logGroupName: {...GROUP_NAME, required: true}},
    run: call => state.setRetention(call, textOf(call, 'logGroupName'), undefined),
  })
