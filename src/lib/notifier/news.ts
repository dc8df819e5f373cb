/** What an event of EventBridge says of a rotation. */

/** How a rotation ended, in the words of `secrot notify --on`. */
export type Outcome = 'failed' | 'abandoned' | 'succeeded'

export interface News {
  readonly outcome: Outcome
  /** The test that goes with RotateImmediately=false, not a rotation. */
  readonly ofTest: boolean
  /** The label event: a current value that is new, whoever made it so. */
  readonly byLabel: boolean
  readonly secretArn: string
  /** Absent: the event names none. */
  readonly versionId?: string
  /** Absent: the event names none. */
  readonly step?: string
  /** ISO 8601, as the event has it. */
  readonly at: string
}

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  RotationFailed: 'failed',
  TestRotationFailed: 'failed',
  RotationAbandoned: 'abandoned',
  RotationSucceeded: 'succeeded',
}

/** undefined: it says nothing of the end of a rotation. */
export function newsOf(event: unknown): News | undefined {
  const {'detail-type': type, detail, resources, time} = recordOf(event)
  const {eventName, additionalEventData, requestID, errorMessage, labelUpdated, versionId, eventTime} = recordOf(detail)
  if (type === 'Secret Label Updated') {
    const [secretArn] = Array.isArray(resources) ? (resources as readonly unknown[]) : []
    if (labelUpdated !== 'AWSCURRENT' || typeof secretArn !== 'string') return undefined
    const version = typeof versionId === 'string' ? {versionId} : {}
    return {outcome: 'succeeded', ofTest: false, byLabel: true, secretArn, ...version, at: text(time)}
  }
  const outcome = OUTCOMES[text(eventName)]
  const {SecretId: secretArn} = recordOf(additionalEventData)
  if (outcome === undefined || typeof secretArn !== 'string') return undefined
  const version = versionIn(text(requestID), secretArn)
  // The step is nowhere but in the message: https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieve-ct-entries.html
  const [, step] = /during (createSecret|setSecret|testSecret|finishSecret) step/.exec(text(errorMessage)) ?? []
  return {
    outcome,
    ofTest: text(eventName).startsWith('Test'),
    byLabel: false,
    secretArn,
    ...(version === undefined ? {} : {versionId: version}),
    ...(step === undefined ? {} : {step}),
    at: text(eventTime) || text(time),
  }
}

/** `Rotation-<ARN>-<version>`. */
function versionIn(requestId: string, secretArn: string): string | undefined {
  const at = requestId.indexOf(`${secretArn}-`)
  const version = at === -1 ? '' : requestId.slice(at + secretArn.length + 1)
  return version === '' ? undefined : version
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
