import type {OperationDefinition} from '../../../kernel.ts'
import {GROUP_NAME, logsOperation, textOf} from '../operation.ts'
import type {LogsState} from '../state.ts'

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
export const deleteLogGroup = (state: LogsState): OperationDefinition =>
  logsOperation({
    name: 'DeleteLogGroup',
    readOnly: false,
    rules: {logGroupName: {...GROUP_NAME, required: true}},
    run: call => state.removeGroup(call, textOf(call, 'logGroupName')),
  })
