/** Full records, made only when somebody looks an event up. */
import type {Actor} from './actors.ts'
import {idOf} from './event-ids.ts'
import type {Found} from './newest-first.ts'
import type {TrailResource} from './resources.ts'
import {eventTime, foreignIdentity, userIdentity} from './user-identity.ts'

export interface RecordContext {
  readonly accountId: string
  readonly region: string
  /** Key of the trail's ids. */
  readonly idKey: number
  readonly actor: Actor | undefined
  readonly resources: readonly TrailResource[]
}

/** The record as CloudTrail writes it; absent members are left out, `null` is written where AWS writes it. */
export function recordOf(found: Found, context: RecordContext): Record<string, unknown> {
  return found.shelf.kind === 'service' ? serviceRecord(found, context) : apiRecord(found, context)
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html. */
function apiRecord({shelf, row}: Found, context: RecordContext): Record<string, unknown> {
  const {actor, resources} = context
  const more = row.details?.more
  const foreign = more?.copyOf !== undefined
  return withoutAbsent({
    eventVersion: '1.11',
    userIdentity: actor && (foreign ? foreignIdentity(actor) : userIdentity(actor)),
    eventTime: eventTime(row.at),
    eventSource: shelf.eventSource,
    eventName: shelf.eventName,
    awsRegion: context.region,
    sourceIPAddress: actor?.sourceIp,
    userAgent: actor?.userAgent,
    errorCode: more?.errorCode,
    errorMessage: more?.errorMessage,
    requestParameters: row.details === undefined ? seededParameters(resources) : row.details.requestParameters,
    responseElements: more?.responseElements ?? null,
    additionalEventData: more?.additionalEventData,
    requestID: row.details?.requestId ?? idOf(row.sequence, ~context.idKey),
    eventID: idOf(row.sequence, context.idKey),
    readOnly: shelf.readOnly,
    resources: resources.length > 0 ? resources.map(({accountId, type, ARN}) => ({accountId, type, ARN})) : undefined,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: context.accountId,
    sharedEventID: more?.sharedId,
    eventCategory: 'Management',
  })
}

/** The envelope seen in real accounts: aws-behaviour.md section 3.8. */
function serviceRecord({shelf, row}: Found, context: RecordContext): Record<string, unknown> {
  const more = row.details?.more
  return withoutAbsent({
    eventVersion: '1.08',
    userIdentity: {accountId: context.accountId, invokedBy: shelf.eventSource},
    eventTime: eventTime(row.at),
    eventSource: shelf.eventSource,
    eventName: shelf.eventName,
    awsRegion: context.region,
    sourceIPAddress: shelf.eventSource,
    userAgent: shelf.eventSource,
    errorMessage: more?.errorMessage,
    requestParameters: null,
    responseElements: null,
    additionalEventData: more?.additionalEventData,
    requestID: row.details?.requestId,
    eventID: idOf(row.sequence, context.idKey),
    readOnly: false,
    serviceEventDetails: more?.serviceEventDetails,
    eventType: 'AwsServiceEvent',
    managementEvent: true,
    recipientAccountId: context.accountId,
    eventCategory: 'Management',
  })
}

function seededParameters(resources: readonly TrailResource[]): unknown {
  return {secretId: resources[0]?.ARN}
}

function withoutAbsent(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
}
