import {ownerOf} from '../doctor/owning-service.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import type {Context} from './context.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {standingRefusal, unsafe} from './secret-refusals.ts'

/** Why neither rotation nor schedule of this secret can be changed here, or undefined. */
export function enableRefusal(
  context: Pick<Context, 'scopeFlags'>,
  secret: ResolvedSecret,
  functionId: string | undefined,
): SecrotError | undefined {
  const {scope, description} = secret
  const {name} = description
  const standing = standingRefusal(context, secret, primary => ['Switch it on there', ['secrot', 'enable', primary]])
  if (standing !== undefined) return standing
  const owner = ownerOf(description)
  const flags = context.scopeFlags(scope).secrot
  if (owner !== undefined && functionId !== undefined) {
    const message = `${name} belongs to ${owner}, which rotates it without a function: only its schedule can be changed.`
    return unsafe('SERVICE_OWNED', message, ['Its schedule', ['secrot', 'enable', name, '--every', '30d', ...flags]])
  }
  return undefined
}

/** AWS refuses RotateSecret while AWSPENDING is on a version that is not current, for a schedule alone too (API RotateSecret). */
export function pendingRefusal(
  context: Pick<Context, 'scopeFlags'>,
  {scope, description}: ResolvedSecret,
): SecrotError | undefined {
  const {name, staging} = description
  const pending = pendingVersionOf(staging)
  if (pending === undefined) return undefined
  const message = `AWSPENDING is on ${pending} of ${name}, which is not current: a rotation runs, or the last one is stuck. AWS takes no change until that is settled.`
  return unsafe('ROTATION_IN_PROGRESS', message, [
    'See what it needs',
    ['secrot', 'doctor', name, ...context.scopeFlags(scope).secrot],
  ])
}

export function functionMissing(name: string): SecrotError {
  return new SecrotError({
    code: 'FUNCTION_MISSING',
    message: `${name} has no rotation function.`,
    hint: 'Name one: --function FUNCTION',
    exit: EXIT.usage,
  })
}
