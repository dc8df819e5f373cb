import type {AwsScope} from '../aws/gateways.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {parseSecretId} from '../rotation/secret-id.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'

export const resolveSecretActions = ['secretsmanager:DescribeSecret'] as const

/** A SECRET that was looked up once; everything later uses `arn` and `scope`. */
export interface ResolvedSecret {
  /** Full ARN, so that a name deleted and created again in between is noticed. */
  readonly arn: string
  /** Scope of the command line, in the secret's own region. */
  readonly scope: AwsScope
  readonly accountId: string
  readonly description: SecretDescription
}

/**
 * Turns SECRET (name, ARN or partial ARN) into its full ARN and description with exactly one DescribeSecret. An ARN's
 * region is used. Throws SECRET_ID_MALFORMED (exit 2), SECRET_NOT_FOUND, ACCESS_DENIED and what else a read throws.
 */
export async function resolveSecret(context: Context, secretId: string): Promise<ResolvedSecret> {
  const region = regionOfSecret(secretId) ?? context.scope.region
  const scope = {...context.scope, region}
  const description = await context.aws(scope).secrets.describe(secretId, {signal: context.signal})
  return {arn: description.arn, scope, accountId: description.arn.split(':')[4] ?? '', description}
}

/**
 * The region in an ARN; undefined for a name. Throws SECRET_ID_MALFORMED (exit 2), with `flags` in the command of its hint;
 * absent: none are needed.
 */
export function regionOfSecret(secretId: string, flags: readonly string[] = []): string | undefined {
  const parsed = parseSecretId(secretId)
  if (parsed.kind === 'malformed') {
    throw new SecrotError({
      code: 'SECRET_ID_MALFORMED',
      message:
        secretId === ''
          ? 'The name of the secret is empty.'
          : `${secretId} is not the name or ARN of a secret: ${parsed.reason}.`,
      hint: `Names and ARNs: ${shellCommand(['secrot', 'status', ...flags])}`,
      exit: EXIT.usage,
    })
  }
  return parsed.kind === 'arn' ? parsed.region : undefined
}
