import type {OperationDefinition} from '../../../kernel.ts'
import {GROUP_NAME, logsOperation, STREAM_NAME, textOf} from '../operation.ts'
import type {LogsState} from '../state.ts'

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
export const createLogStream = (state: LogsState): OperationDefinition =>
  logsOperation({
    name: 'CreateLogStream',
    readOnly: false,
    streamMember: 'logStreamName',
    rules: {logGroupName: {...GROUP_NAME, required: true}, logStreamName: {...STREAM_NAME, required: true}},
    run(call) {
      state.addStream(state.need(call, textOf(call, 'logGroupName')), textOf(call, 'logStreamName'))
    },
  })
