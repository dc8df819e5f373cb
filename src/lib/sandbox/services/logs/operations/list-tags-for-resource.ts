import type {Call, OperationDefinition} from '../../../kernel.ts'
import {groupArn} from '../arns.ts'
import {noSuchGroup} from '../errors.ts'
import {logsOperation, textOf} from '../operation.ts'
import type {LogsState} from '../state.ts'

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html; of groups alone. */
export const listTagsForResource = (state: LogsState): OperationDefinition =>
  logsOperation({
    name: 'ListTagsForResource',
    readOnly: true,
    rules: {resourceArn: {type: 'string', required: true, min: 1, max: 1011}},
    authorize(call) {
      const resource = groupArn(call, groupOf(call) ?? '')
      return [{action: 'logs:ListTagsForResource', resource, resourceAsWritten: resource}]
    },
    run(call) {
      const name = groupOf(call)
      if (name === undefined) throw noSuchGroup()
      return {tags: state.need(call, name).facts.tags ?? {}}
    },
  })

/** undefined: the ARN is of no group of this account and region. */
function groupOf(call: Call): string | undefined {
  const own = groupArn(call, '')
  const arn = textOf(call, 'resourceArn')
  return typeof arn === 'string' && arn.startsWith(own) ? arn.slice(own.length) : undefined
}
