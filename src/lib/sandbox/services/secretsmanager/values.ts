import {hasValue, type Secret, type SecretVersion} from './entities.ts'
import {invalidParameter, invalidRequest, limitExceeded, tokenTaken} from './errors.ts'
import {labelCount, place, versionOf, withoutEmpty} from './labels.ts'

/** A value to be stored as a version. */
export interface NewValue {
  readonly id: string
  readonly text?: string | undefined
  readonly binary?: string | undefined
  readonly madeBy?: string | undefined
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MOST_VERSIONS = 100
const MOST_LABELS = 20
const YOUNGEST_PURGED_MS = 24 * 3_600_000
const DEFAULT_KEY = 'alias/aws/secretsmanager'

/** The value members of an input, of which a write needs exactly one. Own texts. */
export function exactlyOneValue(input: {SecretString?: string | undefined; SecretBinary?: string | undefined}): void {
  refuseTwoValues(input)
  if (input.SecretString === undefined && input.SecretBinary === undefined) {
    throw invalidRequest('You must provide either SecretString or SecretBinary.')
  }
}

export function refuseTwoValues(input: {SecretString?: string | undefined; SecretBinary?: string | undefined}): void {
  if (input.SecretString !== undefined && input.SecretBinary !== undefined) {
    throw invalidParameter("You can't specify both a binary secret value and a string secret value in the same secret.")
  }
}

/** A key as it is remembered: nothing for the AWS managed key, which an empty text means too. */
export function keyOf(kmsKeyId: string | undefined): string | undefined {
  return kmsKeyId === '' || kmsKeyId === DEFAULT_KEY ? undefined : kmsKeyId
}

/**
 * The versions after a value was stored under a token; undefined when the token already holds this very value and so
 * nothing changes. Throws ResourceExistsException for another value, LimitExceededException over a quota.
 */
export function storeValue(
  secret: Secret,
  value: NewValue,
  labels: {readonly stages: readonly string[]; readonly dropsPending: boolean},
  now: number,
): readonly SecretVersion[] | undefined {
  const existing = versionOf(secret.versions, value.id)
  if (existing !== undefined && hasValue(existing)) {
    if (existing.text === value.text && existing.binary === value.binary) return undefined
    throw tokenTaken(value.id, secret.arn)
  }
  const stored = storedVersion(secret, value, existing ?? {id: value.id, createdAt: now, labels: []})
  const others = secret.versions.filter(version => version.id !== value.id)
  return relabelled({...secret, versions: [...others, stored]}, value.id, labels, now)
}

/** The versions with labels moved onto one of them as for a new value. Throws LimitExceededException over a quota. */
export function relabelled(
  {versions}: Secret,
  id: string,
  labels: {readonly stages: readonly string[]; readonly dropsPending: boolean},
  now: number,
): readonly SecretVersion[] {
  return withinQuotas(withoutEmpty(place(versions, id, labels.stages, labels.dropsPending)), now)
}

/** The versions when there are not too many of them or of their labels; old versions without a label make room. Throws. */
export function withinQuotas(versions: readonly SecretVersion[], now: number): readonly SecretVersion[] {
  if (labelCount(versions) > MOST_LABELS)
    throw limitExceeded(`A secret can't have more than ${MOST_LABELS} staging labels.`)
  let kept = versions
  while (kept.length > MOST_VERSIONS) {
    const oldest = kept.find(version => version.labels.length === 0 && version.createdAt <= now - YOUNGEST_PURGED_MS)
    if (oldest === undefined)
      throw limitExceeded(`A secret can't have more than ${MOST_VERSIONS} versions within 24 hours.`)
    kept = kept.filter(version => version !== oldest)
  }
  return kept
}

function storedVersion(secret: Secret, value: NewValue, base: SecretVersion): SecretVersion {
  return {
    ...base,
    ...(value.text === undefined ? {} : {text: value.text}),
    ...(value.binary === undefined ? {} : {binary: value.binary}),
    ...(value.madeBy === undefined ? {} : {madeBy: value.madeBy}),
    ...(secret.kmsKeyId === undefined ? {} : {kmsKeyId: secret.kmsKeyId}),
  }
}
