import type {OperationDefinition} from '../../../kernel.ts'
import {GROUP_NAME, logsOperation, textOf} from '../operation.ts'
import type {LogsState} from '../state.ts'

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const createLogGroup = (state: LogsState): OperationDefinition =>
  logsOperation({
    name: 'CreateLogGroup',
    readOnly: false,
    rules: {logGroupName: {...GROUP_NAME, required: true}},
    run(call) {
      const tags = (call.input['tags'] ?? {}) as Readonly<Record<string, string>>
      state.addGroup(call, textOf(call, 'logGroupName'), tags)
    },
  })
