import type {RotationStep} from '../rotation/secret.ts'
import {eventNames, type RotationEvent, type RotationEventName} from './events.ts'
import {objectAt, present, stringAt, stringsAt, type Json} from './records.ts'

/** One CloudTrail record as a gateway hands it over: `record` is the parsed `CloudTrailEvent`, foreign text throughout. */
export interface TrailRecord {
  readonly eventId: string
  readonly name: string
  readonly at: number
  readonly record: Json
}

const keyEvents: readonly string[] = ['ScheduleKeyDeletion', 'DisableKey']

/**
 * A CloudTrail record as the event of a rotation, or undefined when it is another kind or names no secret.
 * The envelope of service events: aws-behaviour 3.8, recorded on AWS; that of API events: user guide, retrieve-ct-entries.
 */
export function rotationEventOf(trail: TrailRecord): RotationEvent | undefined {
  const {record} = trail
  if (!isWanted(trail.name)) return undefined
  const base = {eventId: trail.eventId, name: trail.name, at: trail.at}
  if (stringAt(record, 'eventType') === 'AwsServiceEvent') return serviceEvent(base, record)
  return apiEvent(base, record)
}

type EventBase = Pick<RotationEvent, 'eventId' | 'name' | 'at'>

function serviceEvent(base: EventBase, record: Json): RotationEvent | undefined {
  // Rotations without a function are reported to put the id elsewhere (uncertainty U24), so both places are searched.
  const secretId =
    stringAt(record, 'additionalEventData', 'SecretId') ?? stringAt(record, 'serviceEventDetails', 'secretId')
  if (secretId === undefined) return undefined
  const errorMessage = stringAt(record, 'errorMessage')
  return present({
    ...base,
    secretId,
    versionId: versionIdOf(stringAt(record, 'requestID'), secretId),
    step: stepOf(errorMessage),
    errorMessage,
    errorCode: stringAt(record, 'errorCode'),
    caller: undefined,
  })
}

/** `Rotation-<secret arn>-<token>`: the token is the version id; it may hold dashes itself. */
function versionIdOf(requestId: string | undefined, secretArn: string): string | undefined {
  const prefix = `Rotation-${secretArn}-`
  if (requestId === undefined || !requestId.startsWith(prefix)) return undefined
  return requestId.slice(prefix.length) || undefined
}

/** `Error when executing lambda <function arn> during <step> step`: the only place where a failed event names its step. */
function stepOf(errorMessage: string | undefined): RotationStep | undefined {
  return /during (createSecret|setSecret|testSecret|finishSecret) step/.exec(errorMessage ?? '')?.[1] as
    | RotationStep
    | undefined
}

function apiEvent(base: EventBase, record: Json): RotationEvent | undefined {
  const request = objectAt(record, 'requestParameters')
  const secretId = keyEvents.includes(base.name) ? keyIdOf(record) : secretIdOf(record)
  if (secretId === undefined) return undefined
  return present({
    ...base,
    secretId,
    versionId: stringAt(request, 'clientRequestToken') ?? stringAt(record, 'responseElements', 'versionId'),
    errorMessage: stringAt(record, 'errorMessage'),
    errorCode: stringAt(record, 'errorCode'),
    label: stringAt(request, 'versionStage'),
    removedFrom: stringAt(request, 'removeFromVersionId'),
    movedTo: stringAt(request, 'moveToVersionId'),
    labels: stringsAt(request, 'versionStages'),
    tagKeys: tagKeysOf(request),
    caller: callerOf(record),
  })
}

/** The answer names the full ARN (`arn` since February 2024, `aRN` before); a refused call only what the caller wrote. */
function secretIdOf(record: Json): string | undefined {
  return (
    stringAt(record, 'responseElements', 'arn') ??
    stringAt(record, 'responseElements', 'aRN') ??
    stringAt(record, 'requestParameters', 'secretId')
  )
}

/** Keys may be told; a value may be anything. */
function tagKeysOf(request: Json | undefined): readonly string[] | undefined {
  const tags = request?.['tags']
  if (!Array.isArray(tags)) return stringsAt(request, 'tagKeys')
  return tags.flatMap(tag => stringAt(tag, 'key') ?? [])
}

/** KMS answers with the key's ARN where the caller may have written an id or an alias. */
function keyIdOf(record: Json): string | undefined {
  return stringAt(record, 'responseElements', 'keyId') ?? stringAt(record, 'requestParameters', 'keyId')
}

function callerOf(record: Json): RotationEvent['caller'] {
  return present({
    arn: stringAt(record, 'userIdentity', 'arn') ?? stringAt(record, 'userIdentity', 'invokedBy'),
    roleArn: stringAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn'),
    sourceIp: stringAt(record, 'sourceIPAddress'),
    userAgent: stringAt(record, 'userAgent'),
  })
}

function isWanted(name: string): name is RotationEventName {
  return (eventNames as readonly string[]).includes(name)
}
