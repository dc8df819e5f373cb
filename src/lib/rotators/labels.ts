export type Label = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS'

/** The secret as DescribeSecret tells it. */
export interface SecretFacts {
  readonly arn: string
  readonly name: string
  /** Labels by version id; versions without a label are not told. */
  readonly versions: Readonly<Record<string, readonly string[]>>
  /** Absent: rotation was never configured. */
  readonly rotationEnabled?: boolean
  /** Days between rotations. Absent: none, or a schedule expression says it. */
  readonly periodDays?: number
  /** `rate(…)` or `cron(…)` */
  readonly schedule?: string
  /** Epoch milliseconds of the last rotation that came to its end. */
  readonly lastRotatedAt?: number
  readonly tags: Readonly<Record<string, string>>
}

/** The version that holds a label, whatever the order and number of versions and labels. */
export function holderOf({versions}: Pick<SecretFacts, 'versions'>, label: Label): string | undefined {
  return Object.keys(versions).find(id => versions[id]?.includes(label))
}

/** What the labels of a version allow. `late`: it is not there, which may be the state of a moment ago. */
export type Standing = 'current' | 'pending' | 'neither' | 'late'

export function standingOf(facts: Pick<SecretFacts, 'versions'>, versionId: string): Standing {
  if (holderOf(facts, 'AWSCURRENT') === versionId) return 'current'
  const labels = facts.versions[versionId]
  if (labels === undefined) return 'late'
  return labels.includes('AWSPENDING') ? 'pending' : 'neither'
}
