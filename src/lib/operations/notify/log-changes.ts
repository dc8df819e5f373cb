import type {Mutation} from '../mutation.ts'
import {NOTIFY_TAG, RETENTION_DAYS} from './setup.ts'
import {mutationOf, type NotifyStage} from './stage.ts'

const service = 'logs'

/** Where the function writes its log, and which versions it told of. */
export function newLogGroup(stage: NotifyStage): Mutation {
  const {setup, reads, found} = stage
  const {logGroup: name} = setup
  const tags = {[NOTIFY_TAG]: setup.place.region}
  return mutationOf(stage, {
    resource: arnOf(stage),
    summary: `Make log group ${name}`,
    call: {service, operation: 'CreateLogGroup', input: {LogGroupName: name, Tags: tags}},
    back: {service, operation: 'DeleteLogGroup', input: {LogGroupName: name}},
    was: found.logGroup !== undefined,
    read: async () => (await reads.logGroup()) !== undefined,
    send: mutations => mutations.logs.createGroup({name, tags}),
  })
}

export function retention(stage: NotifyStage): Mutation {
  const {setup, reads, found} = stage
  const {logGroup: name} = setup
  const before = found.logGroup?.retentionDays
  const named = {LogGroupName: name}
  return mutationOf(stage, {
    resource: arnOf(stage),
    summary: `Keep log group ${name} for ${RETENTION_DAYS} days`,
    call: {service, operation: 'PutRetentionPolicy', input: {...named, RetentionInDays: String(RETENTION_DAYS)}},
    back:
      before === undefined
        ? {service, operation: 'DeleteRetentionPolicy', input: named}
        : {service, operation: 'PutRetentionPolicy', input: {...named, RetentionInDays: String(before)}},
    was: before,
    read: async () => (await reads.logGroup())?.retentionDays,
    send: mutations => mutations.logs.setRetention({name, days: RETENTION_DAYS}),
  })
}

function arnOf({setup}: NotifyStage): string {
  const {partition, region, accountId} = setup.place
  return `arn:${partition}:logs:${region}:${accountId}:log-group:${setup.logGroup}`
}
