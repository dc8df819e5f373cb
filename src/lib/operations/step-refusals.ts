import {ownerOf, owningServiceCommand} from '../doctor/owning-service.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {AWSCURRENT, type Version} from '../rotation/secret.ts'
import {labelsOf, pendingVersionOf} from '../rotation/staging.ts'
import type {Context} from './context.ts'
import {awsCommand} from './doctor-aws.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {standingRefusal, unsafe} from './secret-refusals.ts'

type Flags = Pick<Context, 'scopeFlags'>

/**
 * The rotation function that gets steps. Throws, each exit 3 with the next command: SECRET_DELETED, REPLICA,
 * OWNED_BY_SERVICE, NO_ROTATION_FUNCTION and ROTATION_OFF: AWS's own functions refuse every step of a secret whose
 * rotation is off (https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas).
 */
export function stepRefusal(context: Flags, secret: ResolvedSecret): string {
  const standing = standingRefusal(context, secret, primary => ['Step through it there', ['secrot', 'step', primary]])
  if (standing !== undefined) throw standing
  const {arn, scope, description} = secret
  const {name, rotationEnabled, rotationFunctionArn, staging} = description
  const flags = context.scopeFlags(scope)
  if (ownerOf(description) !== undefined) throw ownedByService(context, secret)
  if (rotationFunctionArn === undefined) {
    const command = ['aws', 'secretsmanager', 'rotate-secret', '--secret-id', arn, '--rotation-lambda-arn']
    throw unsafe('NO_ROTATION_FUNCTION', `${name} has no rotation function, so there is nobody to send a step to.`, [
      'Configure one',
      [...command, 'FUNCTION_ARN', '--rotation-rules', 'AutomaticallyAfterDays=30', ...flags.aws],
    ])
  }
  if (rotationEnabled !== true) {
    const [what, command] =
      pendingVersionOf(staging) === undefined ? ['Switch it on', 'rotate'] : ['See what is left', 'doctor']
    const message = `Rotation of ${name} is off, and a rotation function refuses every step while it is.`
    throw unsafe('ROTATION_OFF', message, [what, ['secrot', command, name, ...flags.secrot]])
  }
  return rotationFunctionArn
}

/**
 * The version to send steps with: `wanted`, or whoever has AWSPENDING. Throws, each exit 3, VERSION_IS_CURRENT,
 * VERSION_NOT_PENDING and NOTHING_PENDING. A pending version is never written from here: only a function that AWS has
 * given a RotationToken may, and only RotateSecret issues one.
 */
export function pendingToStep(context: Flags, secret: ResolvedSecret, wanted: Version | undefined): string {
  const {scope, description} = secret
  const {name, staging} = description
  const flags = context.scopeFlags(scope).secrot
  const pending = pendingVersionOf(staging)
  const start: [string, readonly string[]] = ['Start one', ['secrot', 'rotate', name, ...flags]]
  const onward: [string, readonly string[]] =
    pending === undefined
      ? start
      : ['The one that is pending', ['secrot', 'step', name, '--version-id', pending, ...flags]]
  if (wanted === undefined) {
    if (pending !== undefined) return pending
    throw unsafe(
      'NOTHING_PENDING',
      `Nothing is pending in ${name}. A rotation that AWS accepts begins with RotateSecret: it makes the pending version, and the function alone writes its value, with a token that only AWS issues; secrot never writes one.`,
      start,
    )
  }
  const {versionId} = wanted
  if (versionId === pending) return versionId
  const labels = labelsOf(staging, versionId)
  if (labels.includes(AWSCURRENT)) {
    throw unsafe('VERSION_IS_CURRENT', `${versionId} is AWSCURRENT already, so its rotation is over.`, onward)
  }
  const has = labels.length === 0 ? 'has no label' : `has ${labels.join(', ')} and not AWSPENDING`
  throw unsafe('VERSION_NOT_PENDING', `${versionId} ${has}, so a rotation function refuses it.`, onward)
}

function ownedByService(context: Flags, {scope, description}: ResolvedSecret): SecrotError {
  const own = owningServiceCommand(description)
  const command = typeof own === 'string' ? own : awsCommand(own, context.scopeFlags(scope).aws)
  return new SecrotError({
    code: 'OWNED_BY_SERVICE',
    message: `${description.name} belongs to ${ownerOf(description)}, which rotates it without a function of yours: there are no steps to send.`,
    hint: `A new value: ${command}`,
    exit: EXIT.unsafe,
  })
}
