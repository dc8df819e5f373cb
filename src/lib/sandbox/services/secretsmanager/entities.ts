/**
 * What the service remembers. Everything here is plain data and is replaced, never mutated: a snapshot shares it, and a
 * hundred thousand secrets must fit. Times are virtual epoch milliseconds; an absent member means "never" or "none".
 */

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export interface SecretVersion {
  /** The ClientRequestToken it was made with. */
  readonly id: string
  readonly createdAt: number
  /** SecretString. A version without `text` and `binary` has no value yet: the AWSPENDING that RotateSecret makes. */
  readonly text?: string
  /** SecretBinary in base64. */
  readonly binary?: string
  /** Staging labels in the order in which they were attached. */
  readonly labels: readonly string[]
  /** Absent: the AWS managed key. */
  readonly kmsKeyId?: string
  /** Midnight UTC of the last day on which it was read. */
  readonly accessedAt?: number
  /** ARN of the rotation function that wrote the value, by its own identity or by a RotationToken. */
  readonly madeBy?: string
}

/** What is planned next for a secret with rotation on. */
export interface RotationPlan {
  readonly timer: number
  readonly dueAt: number
}

export interface RotationSettings {
  readonly enabled: boolean
  readonly configuredAt: number
  readonly functionArn?: string
  readonly rules?: {
    readonly AutomaticallyAfterDays?: number
    readonly ScheduleExpression?: string
    readonly Duration?: string
  }
  readonly externalRoleArn?: string
  readonly externalMetadata?: readonly Tag[]
  /** Last token a RotateSecret was accepted with; the same one again changes nothing. */
  readonly lastToken?: string
  readonly plan?: RotationPlan
  /** The service starts nothing in this secret's windows, as in an outage of its scheduler. Absent: it does. */
  readonly missesWindows?: true
  /** Last second of the window shown as NextRotationDate. */
  readonly nextRotationAt?: number
}

export interface ReplicaStatus {
  readonly region: string
  readonly kmsKeyId?: string
  readonly status: 'InSync' | 'InProgress' | 'Failed'
  readonly message?: string
}

export interface Deletion {
  readonly requestedAt: number
  /** The secret is gone from this moment on. */
  readonly at: number
  readonly forced: boolean
  readonly timer: number
}

export interface Secret {
  /** Order of creation over the whole service. */
  readonly ordinal: number
  readonly accountId: string
  readonly region: string
  readonly name: string
  readonly arn: string
  readonly createdAt: number
  readonly changedAt: number
  readonly versions: readonly SecretVersion[]
  /** The versions as they stood before the last move of a label or write of a value: what a stale read sees. */
  readonly staleVersions?: readonly SecretVersion[]
  readonly description?: string
  readonly kmsKeyId?: string
  /** Partner of a managed external secret. */
  readonly type?: string
  readonly owningService?: string
  /** Absent: never tagged; empty: the last tag was taken off. */
  readonly tags?: readonly Tag[]
  readonly policy?: string
  readonly accessedAt?: number
  readonly rotatedAt?: number
  readonly rotation?: RotationSettings
  readonly deletion?: Deletion
  /** Region of the primary; present on replicas and on secrets with replicas. */
  readonly primaryRegion?: string
  readonly replicas?: readonly ReplicaStatus[]
}

/** Whether this secret is the copy of one in another region. */
export function isReplica(secret: Secret): boolean {
  return secret.primaryRegion !== undefined && secret.primaryRegion !== secret.region
}

export function hasValue(version: SecretVersion): boolean {
  return version.text !== undefined || version.binary !== undefined
}
