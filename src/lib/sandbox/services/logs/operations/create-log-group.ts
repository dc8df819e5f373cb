import {mayAlso} from '../../../asked-by.ts'
import type {Call, OperationDefinition, World} from '../../../kernel.ts'
import {groupQuestion} from '../arns.ts'
import {tagsDenied} from '../errors.ts'
import {GROUP_NAME, logsOperation, textOf} from '../operation.ts'
import type {LogsState} from '../state.ts'

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html: tags need logs:TagResource. */
export const createLogGroup = (state: LogsState, world: World): OperationDefinition =>
  logsOperation({
    name: 'CreateLogGroup',
    readOnly: false,
    rules: {logGroupName: {...GROUP_NAME, required: true}},
    run(call) {
      if (hasTags(call) && !mayAlso(world, call, groupQuestion('logs:TagResource', call))) throw tagsDenied(call)
      const tags = (call.input['tags'] ?? {}) as Readonly<Record<string, string>>
      state.addGroup(call, textOf(call, 'logGroupName'), tags)
    },
  })

function hasTags({input: {tags}}: Call): boolean {
  return typeof tags === 'object' && tags !== null && Object.keys(tags).length > 0
}
