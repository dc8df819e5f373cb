import {EXIT, SecrotError} from '../errors.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import {shellCommand} from '../shell-words.ts'
import {parseArn} from '../arn.ts'
import type {Context} from './context.ts'
import type {ResolvedSecret} from './resolve-secret.ts'

/** Why this secret cannot be rotated now, or undefined. AWS would refuse it too; here the next command is said. */
export function rotateRefusal(
  context: Pick<Context, 'scopeFlags'>,
  {arn, scope, description}: ResolvedSecret,
): SecrotError | undefined {
  const {name, staging, deletedAt, primaryRegion, owningService, type, rotationFunctionArn} = description
  const pending = pendingVersionOf(staging)
  const flags = context.scopeFlags(scope)
  if (deletedAt !== undefined) {
    return unsafe('SECRET_DELETED', `${name} is marked for deletion.`, [
      'Keep it',
      ['aws', 'secretsmanager', 'restore-secret', '--secret-id', arn, ...flags.aws],
    ])
  }
  if (primaryRegion !== undefined && primaryRegion !== parseArn(arn)?.region) {
    const primary = arn.replace(/^(arn:[^:]+:secretsmanager:)[^:]+/, `$1${primaryRegion}`)
    return unsafe('REPLICA', `${name} is a replica; it rotates in its primary region, ${primaryRegion}.`, [
      'Rotate it there',
      ['secrot', 'rotate', primary, ...context.scopeFlags({...scope, region: primaryRegion}).secrot],
    ])
  }
  if (pending !== undefined) {
    const message = `${name} is already rotating, or its last rotation is stuck: AWSPENDING is on ${pending}, which is not current.`
    return unsafe('ROTATION_IN_PROGRESS', message, ['If it is stuck', ['secrot', 'doctor', name, ...flags.secrot]])
  }
  if (rotationFunctionArn === undefined && owningService === undefined && type === undefined) {
    const command = ['aws', 'secretsmanager', 'rotate-secret', '--secret-id', arn, '--rotation-lambda-arn']
    return unsafe('NO_ROTATION_FUNCTION', `${name} has no rotation function.`, [
      'Configure one',
      [...command, 'FUNCTION_ARN', '--rotation-rules', 'AutomaticallyAfterDays=30', ...flags.aws],
    ])
  }
  return undefined
}

/** What AWS refuses RotateSecret with; that the function may not be invoked gets the command that allows it. */
export function rotateFailure(
  context: Pick<Context, 'scopeFlags'>,
  {scope, accountId, description}: ResolvedSecret,
  error: unknown,
): unknown {
  const functionArn = description.rotationFunctionArn
  const found = parseArn(functionArn ?? '')
  if (!(error instanceof SecrotError) || error.code !== 'FUNCTION_NOT_INVOKABLE' || found === undefined) return error
  const members = {
    '--function-name': functionArn ?? '',
    '--statement-id': 'secrets-manager',
    '--action': 'lambda:InvokeFunction',
    '--principal': 'secretsmanager.amazonaws.com',
    '--source-account': accountId,
  }
  const flags = context.scopeFlags({...scope, region: found.region}).aws
  const command = ['aws', 'lambda', 'add-permission', ...Object.entries(members).flat(), ...flags]
  return unsafe(error.code, error.message, ['Allow it', command], error)
}

function unsafe(
  code: string,
  message: string,
  [what, command]: [string, readonly string[]],
  cause?: unknown,
): SecrotError {
  return new SecrotError({code, message, hint: `${what}: ${shellCommand(command)}`, exit: EXIT.unsafe, cause})
}
