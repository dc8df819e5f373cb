import {ownerOf, owningServiceCommand} from '../doctor/owning-service.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {pendingVersionOf} from '../rotation/staging.ts'
import type {Context} from './context.ts'
import {awsCommand} from './doctor-aws.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {standingRefusal, unsafe} from './secret-refusals.ts'

/**
 * Why consumers cannot be given another value of this secret here, or undefined: it is to be deleted, a replica, or
 * another service's own. `command` is the one that was typed.
 */
export function valueRefusal(
  context: Pick<Context, 'scopeFlags'>,
  secret: ResolvedSecret,
  command: 'rollback' | 'put' | 'retire',
): SecrotError | undefined {
  const standing = standingRefusal(context, secret, primary => ['Do it there', ['secrot', command, primary]])
  return standing ?? ownerRefusal(context, secret)
}

/** Only the owning service may write the value and move the labels (user guide, service-linked-secrets). */
function ownerRefusal(
  context: Pick<Context, 'scopeFlags'>,
  {description, scope}: ResolvedSecret,
): SecrotError | undefined {
  const owner = ownerOf(description)
  if (owner === undefined) return undefined
  const own = owningServiceCommand(description)
  const way = typeof own === 'string' ? own : awsCommand(own, context.scopeFlags(scope).aws)
  return new SecrotError({
    code: 'OWNED_BY_SERVICE',
    message: `${description.name} belongs to ${owner}: secrot can neither write its value nor move its labels.`,
    hint: `A new value comes from its owner: ${way}`,
    exit: EXIT.unsafe,
  })
}

/** A rotation that runs or is stuck: its pending value may be the one that the target takes. */
export function pendingRefusal(
  context: Pick<Context, 'scopeFlags'>,
  {description, scope}: ResolvedSecret,
  words: readonly string[],
): SecrotError | undefined {
  const {name, staging} = description
  const pending = pendingVersionOf(staging)
  if (pending === undefined) return undefined
  const [typed = name] = words
  const message = `${name} is rotating, or its last rotation is stuck: AWSPENDING is on ${pending}, which is not current.`
  const doctor = ['secrot', 'doctor', typed, ...context.scopeFlags(scope).secrot]
  return unsafe('ROTATION_IN_PROGRESS', message, ['Where it stands, and what to do', doctor])
}
