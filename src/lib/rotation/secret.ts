/** The four steps of a rotation, in the order the service calls them (wire spelling). */
export const rotationSteps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const

export type RotationStep = (typeof rotationSteps)[number]

export const AWSCURRENT = 'AWSCURRENT'
export const AWSPENDING = 'AWSPENDING'
export const AWSPREVIOUS = 'AWSPREVIOUS'

/** Labelled versions and the staging labels on each. The order of labels means nothing. */
export type Staging = ReadonlyMap<string, readonly string[]>

/** Rotation rules as stored; absent fields were never set. */
export interface RotationRules {
  readonly automaticallyAfterDays?: number
  readonly scheduleExpression?: string
  readonly duration?: string
}

/** What DescribeSecret or one entry of ListSecrets says. Times are epoch milliseconds; absent means AWS left it out. */
export interface SecretDescription {
  readonly arn: string
  readonly name: string
  readonly description?: string
  readonly kmsKeyId?: string
  /** undefined: rotation was never configured; false: cancelled. */
  readonly rotationEnabled?: boolean
  readonly rotationFunctionArn?: string
  readonly rotationRules?: RotationRules
  readonly lastRotatedAt?: number
  readonly lastChangedAt?: number
  /** Midnight UTC of the day of the last read. */
  readonly lastAccessedAt?: number
  /** End of the next rotation window, so "by", never "at". */
  readonly nextRotationAt?: number
  readonly createdAt?: number
  readonly deletedAt?: number
  readonly owningService?: string
  readonly primaryRegion?: string
  /** Set for managed external secrets only. */
  readonly type?: string
  readonly tags: Readonly<Record<string, string>>
  readonly staging: Staging
}

/** One version as ListSecretVersionIds shows it; a deprecated version has no labels. Times are epoch milliseconds. */
export interface Version {
  readonly versionId: string
  readonly labels: readonly string[]
  readonly createdAt?: number
  readonly lastAccessedAt?: number
  readonly kmsKeyIds: readonly string[]
}

/** Where a rotation stands, read from the labels alone. */
export type Phase =
  | {readonly kind: 'no-current'; readonly pending?: string}
  | {readonly kind: 'settled'; readonly current: string}
  | {readonly kind: 'pending'; readonly current: string; readonly pending: string}
