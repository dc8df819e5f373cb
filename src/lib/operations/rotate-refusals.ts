import {SecrotError} from '../errors.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import {parseArn} from '../arn.ts'
import type {Context} from './context.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {standingRefusal, unsafe} from './secret-refusals.ts'

/** Why this secret cannot be rotated now, or undefined. AWS would refuse it too; here the next command is said. */
export function rotateRefusal(context: Pick<Context, 'scopeFlags'>, secret: ResolvedSecret): SecrotError | undefined {
  const {scope, description} = secret
  const {name, staging, owningService, type, rotationFunctionArn} = description
  const standing = standingRefusal(context, secret, primary => ['Rotate it there', ['secrot', 'rotate', primary]])
  if (standing !== undefined) return standing
  const pending = pendingVersionOf(staging)
  const flags = context.scopeFlags(scope)
  if (pending !== undefined) {
    const message = `${name} is already rotating, or its last rotation is stuck: AWSPENDING is on ${pending}, which is not current.`
    return unsafe('ROTATION_IN_PROGRESS', message, ['If it is stuck', ['secrot', 'doctor', name, ...flags.secrot]])
  }
  if (rotationFunctionArn === undefined && owningService === undefined && type === undefined) {
    return unsafe('NO_ROTATION_FUNCTION', `${name} has no rotation function.`, [
      'Configure one',
      ['secrot', 'enable', name, '--function', 'FUNCTION', '--every', '30d', ...flags.secrot],
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
  const flags = context.scopeFlags({...scope, region: found.region}).secrot
  const profile = found.accountId === accountId ? [] : ['--function-profile', 'PROFILE']
  const command = ['secrot', 'grant', functionArn ?? '', ...profile, ...flags]
  return unsafe(error.code, error.message, ['Allow it', command], error)
}
