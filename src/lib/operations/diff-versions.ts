import {differenceOf, type StoredValue} from '../probes/shape.ts'
import type {Version} from '../rotation/secret.ts'
import {chosenVersion} from './choose-version.ts'
import type {Context} from './context.ts'
import {resolveSecret, type ResolvedSecret} from './resolve-secret.ts'
import {versionLines} from './version-lines.ts'
import type {SecretVersions} from './versions.ts'

export const readValueActions = ['secretsmanager:GetSecretValue'] as const

export interface DiffOptions {
  /** Name, ARN or partial ARN. */
  readonly secretId: string
  /** Labels, version ids, or how an id begins. */
  readonly from: string
  readonly to: string
}

/**
 * Reads the values of two versions and compares their shapes; no part of a value and no digest is in the result. Throws
 * VERSION_NOT_FOUND (exit 1), and ACCESS_DENIED (exit 5) where a value may not be read.
 */
export async function diffVersions(context: Context, options: DiffOptions): Promise<SecretVersions> {
  const callsBefore = context.calledActions.length
  const secret = await resolveSecret(context, options.secretId)
  const versions = await versionsToRead(context, secret)
  const from = chosenVersion(context, secret, versions, options.from)
  const to = chosenVersion(context, secret, versions, options.to)
  context.progress.line('Reads the values of two versions (GetSecretValue) and compares them; no value is shown.')
  const values = [await storedValue(context, secret, from), await storedValue(context, secret, to)] as const
  return {
    scope: {...secret.scope, accountId: secret.accountId},
    arn: secret.arn,
    name: secret.description.name,
    versions: versionLines([...new Set([from, to])], {kind: 'not-asked'}, context.clock.now()),
    deprecatedShown: true,
    notRead: [],
    calls: context.calledActions.length - callsBefore,
    difference: {from, to, shape: differenceOf(...values, context.random.bytes(32))},
  }
}

/** All versions of a secret, those without a label too: a version to read may be named by any id. */
export function versionsToRead(context: Context, {arn, scope}: ResolvedSecret): Promise<readonly Version[]> {
  return context.aws(scope).secrets.listVersions(arn, {includeDeprecated: true, signal: context.signal})
}

/** undefined: AWS gives no value for it. Reading sets the day of the last access. */
export function storedValue(
  context: Context,
  {arn, scope}: ResolvedSecret,
  {versionId}: Pick<Version, 'versionId'>,
): Promise<StoredValue | undefined> {
  return context.aws(scope).secrets.getValue(arn, {versionId}, {signal: context.signal})
}
