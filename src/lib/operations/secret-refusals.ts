import {parseArn} from '../arn.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {shellCommand} from '../shell-words.ts'
import type {Context} from './context.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

/**
 * Why nothing of a secret's rotation can be changed here, or undefined: it is to be deleted, or a replica, for which
 * `elsewhere` says what to type about its primary.
 */
export function standingRefusal(
  context: Pick<Context, 'scopeFlags'>,
  {arn, scope, description}: ResolvedSecret,
  elsewhere: (primaryArn: string) => [string, readonly string[]],
): SecrotError | undefined {
  const {name, deletedAt, primaryRegion} = description
  if (deletedAt !== undefined) {
    return unsafe('SECRET_DELETED', `${name} is marked for deletion.`, [
      'Keep it',
      ['aws', 'secretsmanager', 'restore-secret', '--secret-id', arn, ...context.scopeFlags(scope).aws],
    ])
  }
  if (primaryRegion !== undefined && primaryRegion !== parseArn(arn)?.region) {
    const primary = arn.replace(/^(arn:[^:]+:secretsmanager:)[^:]+/, `$1${primaryRegion}`)
    const [what, words] = elsewhere(primary)
    return unsafe('REPLICA', `${name} is a replica; it rotates in its primary region, ${primaryRegion}.`, [
      what,
      [...words, ...context.scopeFlags({...scope, region: primaryRegion}).secrot],
    ])
  }
  return undefined
}

/** A request that is refused because it is not safe (exit 3), with the next command. */
export function unsafe(
  code: string,
  message: string,
  [what, command]: [string, readonly string[]],
  cause?: unknown,
): SecrotError {
  return new SecrotError({code, message, hint: `${what}: ${shellCommand(command)}`, exit: EXIT.unsafe, cause})
}
