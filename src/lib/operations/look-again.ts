import {SecrotError} from '../errors.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {Context} from './context.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

/** The secret after a change; undefined when it cannot be read: that must not hide that the change was made. */
export async function lookAgain(
  context: Context,
  {arn, scope}: Pick<ResolvedSecret, 'arn' | 'scope'>,
): Promise<SecretDescription | undefined> {
  try {
    return await context.aws(scope).secrets.describe(arn, {signal: context.signal})
  } catch (error) {
    if (error instanceof SecrotError) return undefined
    throw error
  }
}
