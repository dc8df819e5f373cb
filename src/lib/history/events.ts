import type {RotationStep} from '../rotation/secret.ts'

/** The event names that rotation verdicts rest on; each is one look-up series per region and run. */
export const rotationEventNames = [
  'RotationStarted',
  'RotationSucceeded',
  'RotationFailed',
  'RotationAbandoned',
  'TestRotationStarted',
  'TestRotationSucceeded',
  'TestRotationFailed',
  'PutSecretValue',
  'UpdateSecret',
  'UpdateSecretVersionStage',
  'RotateSecret',
  'CancelRotateSecret',
  'ScheduleKeyDeletion',
  'DisableKey',
] as const

/** What else happens to a secret; no verdict rests on it. */
export const secretEventNames = [
  'CreateSecret',
  'DeleteSecret',
  'RestoreSecret',
  'TagResource',
  'UntagResource',
  'PutResourcePolicy',
  'DeleteResourcePolicy',
] as const

/** Every event name that is read. */
export const eventNames = [...rotationEventNames, ...secretEventNames] as const

export type RotationEventName = (typeof eventNames)[number]

/** A CloudTrail record reduced to what the core reads. Texts are foreign and go through output/foreign.ts when shown. */
export interface RotationEvent {
  readonly eventId: string
  readonly name: RotationEventName
  readonly at: number
  /** Full ARN, or the SecretId as the caller wrote it (name or partial ARN). */
  readonly secretId: string
  /** Version the event is about: from `requestID` of service events, clientRequestToken of API events. */
  readonly versionId?: string
  /** Step named in a failure's errorMessage. */
  readonly step?: RotationStep
  readonly errorMessage?: string
  readonly errorCode?: string
  /** UpdateSecretVersionStage. */
  readonly label?: string
  readonly removedFrom?: string
  readonly movedTo?: string
  /** PutSecretValue. */
  readonly labels?: readonly string[]
  /** TagResource and UntagResource: keys alone. */
  readonly tagKeys?: readonly string[]
  readonly caller?: {
    readonly arn?: string
    readonly roleArn?: string
    readonly sourceIp?: string
    readonly userAgent?: string
  }
}

/** What a look-up knows. `cut-off` and `denied` are unknowns with a reason, never "nothing happened". */
export type EventsAnswer =
  | {readonly kind: 'read'; readonly since: number; readonly readAt: number; readonly events: readonly RotationEvent[]}
  | {
      readonly kind: 'cut-off'
      readonly since: number
      readonly readAt: number
      readonly events: readonly RotationEvent[]
      readonly reason: string
    }
  | {readonly kind: 'denied'; readonly action: string; readonly reason: string}
  | {readonly kind: 'failed'; readonly reason: string}

/** CloudTrail of one region, read once a run per name and shared by all secrets (operations/lookups.ts). */
export interface EventLookups {
  /** Newest first, over all secrets of the region; `eventsOf` narrows. Asks only names not read since `since` yet. */
  events(names: readonly RotationEventName[], since: number): Promise<EventsAnswer>
  /** Forgets what was read, so that the next call asks again (watch). */
  refresh(): void
}
