/** CloudWatch Logs: aws-behaviour.md section 9. */
import type {LogWriter, OperationDefinition, Service, World} from '../../kernel.ts'
import {createLogGroup} from './operations/create-log-group.ts'
import {createLogStream} from './operations/create-log-stream.ts'
import {deleteLogGroup} from './operations/delete-log-group.ts'
import {deleteRetentionPolicy} from './operations/delete-retention-policy.ts'
import {describeLogGroups} from './operations/describe-log-groups.ts'
import {describeLogStreams} from './operations/describe-log-streams.ts'
import {filterLogEvents} from './operations/filter-log-events.ts'
import {getLogEvents} from './operations/get-log-events.ts'
import {listTagsForResource} from './operations/list-tags-for-resource.ts'
import {putLogEvents} from './operations/put-log-events.ts'
import {putRetentionPolicy} from './operations/put-retention-policy.ts'
import {LogsState} from './state.ts'

const OPERATIONS: readonly ((state: LogsState, world: World) => OperationDefinition)[] = [
  createLogGroup,
  createLogStream,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  describeLogStreams,
  filterLogEvents,
  getLogEvents,
  listTagsForResource,
  putLogEvents,
  putRetentionPolicy,
]

/** Log groups of all accounts, and the way in which functions write to them. */
export function createLogs(world: World): Service & LogWriter {
  const state = new LogsState(world)
  const operations = OPERATIONS.map(make => make(state, world))
  return {
    definition: {
      id: 'logs',
      protocol: 'json-1.1',
      targetPrefix: 'Logs_20140328',
      eventSource: 'logs.amazonaws.com',
      messageKey: () => 'message',
      operations: Object.fromEntries(operations.map(operation => [operation.name, operation])),
    },
    write(accountId, region, groupName, streamName, lines) {
      const place = {accountId, region}
      const group = state.find(place, groupName) ?? state.addGroup(place, groupName)
      if (!group.streams.has(streamName)) state.addStream(group, streamName)
      state.append(group, streamName, lines)
    },
    hasGroup: (accountId, region, group) => state.find({accountId, region}, group) !== undefined,
    // It tells of what was done, and decides nothing.
    present: () => [],
    snapshot: () => state.snapshot(),
    restore: snapshot => state.restore(snapshot),
  }
}
