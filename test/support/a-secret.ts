import type {SecretDescription, Staging} from '../../src/lib/rotation/secret.ts'

/** The moment of the pictures in transcripts.md: 2026-11-22 03:12:40Z. */
export const pictureNow = Date.parse('2026-11-22T03:12:40Z')

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

interface Wanted extends Partial<Omit<SecretDescription, 'staging' | 'tags'>> {
  readonly current?: string | null
  readonly pending?: string
  readonly previous?: string
  readonly staging?: Staging
}

/** A secret that rotates every 30 days with a function and was rotated 5 days before the picture; `null`: no version. */
export function aSecret(wanted: Wanted = {}): SecretDescription {
  const {current = 'v-current', pending, previous = 'v-previous', staging, ...rest} = wanted
  const name = rest.name ?? 'prod/orders/db'
  const rotatedAt = rest.lastRotatedAt ?? pictureNow - 5 * day
  return {
    arn: `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-Ab3dEf`,
    name,
    rotationEnabled: true,
    rotationFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:orders-db-rotation',
    rotationRules: {automaticallyAfterDays: 30},
    createdAt: pictureNow - 300 * day,
    lastRotatedAt: rotatedAt,
    lastChangedAt: rotatedAt,
    nextRotationAt: rotatedAt + 30 * day,
    tags: {},
    ...rest,
    staging: staging ?? labels({current, pending, previous}),
  }
}

/** A description without the named fields, as AWS leaves them out. */
export function without(secret: SecretDescription, ...fields: (keyof SecretDescription)[]): SecretDescription {
  return Object.fromEntries(
    Object.entries(secret).filter(([field]) => !fields.some(left => left === field)),
  ) as unknown as SecretDescription
}

function labels(on: {current: string | null; pending: string | undefined; previous: string | undefined}): Staging {
  const staging = new Map<string, string[]>()
  const put = (versionId: string | null | undefined, label: string): void => {
    if (versionId !== null && versionId !== undefined)
      staging.set(versionId, [...(staging.get(versionId) ?? []), label])
  }
  put(on.current, 'AWSCURRENT')
  if (on.current !== null) put(on.previous, 'AWSPREVIOUS')
  put(on.pending, 'AWSPENDING')
  return staging
}
