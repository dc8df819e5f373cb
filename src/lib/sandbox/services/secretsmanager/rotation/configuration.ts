import {ServiceError, type World} from '../../../kernel.ts'
import type {RotationSettings, Secret, Tag} from '../entities.ts'
import {invalidParameter, invalidRequest, managedByService, tokenTaken} from '../errors.ts'
import {versionOf} from '../labels.ts'
import type {RotationRules} from '../schedule.ts'
import {blockingVersion} from './pending.ts'
import {keepsEarlierPlan, planned, shownRules} from './plan.ts'
import {isPermitted} from './steps.ts'

/** What a RotateSecret asks for; absent members mean what is stored. */
export interface RotationRequest {
  readonly RotationLambdaARN?: string | undefined
  readonly RotationRules?: RotationRules | undefined
  readonly ExternalSecretRotationMetadata?: readonly Tag[] | undefined
  readonly ExternalSecretRotationRoleArn?: string | undefined
  readonly RotateImmediately?: boolean | undefined
}

/** Who rotates the secret: a function, a role for the partner's API, or nobody named: the owning service itself. */
export interface Rotator {
  readonly functionArn?: string
  readonly externalRoleArn?: string
}

/** The rotator a request comes down to. Throws when there is none, or when Secrets Manager can't use it. */
export function checkRotator(world: World, secret: Secret, request: RotationRequest): Rotator {
  if (secret.owningService !== undefined) {
    if (request.RotationLambdaARN !== undefined) throw managedByService()
    return {}
  }
  if (secret.type !== undefined) return {externalRoleArn: externalRole(world, secret, request)}
  const functionArn = request.RotationLambdaARN ?? secret.rotation?.functionArn
  if (functionArn === undefined) throw invalidRequest('No Lambda rotation function ARN is associated with this secret.')
  checkInvocable(world, secret, functionArn)
  return {functionArn}
}

/** A schedule alone can't be changed either while AWSPENDING lies on a version that is not current. */
export function checkNothingPending(secret: Secret): void {
  if (blockingVersion(secret.versions) === undefined) return
  throw invalidRequest("A previous rotation isn't complete. That rotation will be reattempted.")
}

/** A version can be made only once; the words are those of the write operations. */
export function checkTokenUnused(secret: Secret, token: string): void {
  if (versionOf(secret.versions, token) !== undefined) throw invalidRequest(tokenTaken(token, secret.arn).message)
}

/** The settings to store, with the next window planned. */
export function newSettings(
  world: World,
  secret: Secret,
  request: RotationRequest,
  rotator: Rotator & {readonly lastToken: string},
): RotationSettings {
  const {rotation: former} = secret
  const {plan, nextRotationAt, ...kept} = former ?? {configuredAt: world.clock.now()}
  const metadata = request.ExternalSecretRotationMetadata
  const settings: RotationSettings = {
    ...kept,
    ...rotator,
    enabled: true,
    ...(metadata === undefined ? {} : {externalMetadata: metadata}),
  }
  const {RotationRules: rules} = request
  if (rules === undefined && plan !== undefined) return {...settings, plan, nextRotationAt}
  if (rules === undefined) return planned(world, secret, settings, {from: world.clock.now(), shown: true})
  return scheduled(world, secret, settings, {rules, plan, waits: request.RotateImmediately === false})
}

/** A new schedule that is not to begin at once lets a rotation go ahead that was planned before, unless it is a cron. */
function scheduled(
  world: World,
  secret: Secret,
  settings: RotationSettings,
  change: {readonly rules: RotationRules; readonly plan: RotationSettings['plan']; readonly waits: boolean},
): RotationSettings {
  const now = world.clock.now()
  const base = {...settings, configuredAt: now, rules: shownRules(change.rules)}
  const next = planned(world, secret, base, {from: now, shown: true})
  const {plan: former} = change
  if (former === undefined) return next
  const goesAhead = change.waits && keepsEarlierPlan(change.rules) && former.dueAt < (next.plan?.dueAt ?? 0)
  world.clock.cancel(goesAhead ? (next.plan?.timer ?? former.timer) : former.timer)
  return goesAhead ? {...next, plan: former} : next
}

/** A missing function and a missing permission are the same refusal. */
function checkInvocable(world: World, secret: Secret, functionArn: string): void {
  if (isPermitted(world, secret, functionArn)) return
  throw new ServiceError(
    'AccessDeniedException',
    'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the ' +
      'principal secretsmanager.amazonaws.com.',
  )
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/managed-external-secrets.html; texts but one are the sandbox's own. */
function externalRole(world: World, secret: Secret, request: RotationRequest): string {
  if (request.RotationLambdaARN !== undefined) {
    throw invalidParameter('A managed external secret is rotated without a Lambda function.')
  }
  const roleArn = request.ExternalSecretRotationRoleArn ?? secret.rotation?.externalRoleArn
  if (roleArn === undefined) throw invalidRequest('No role is associated with the rotation of this secret.')
  try {
    const {accountId} = secret
    world.identities.issueSession({accountId, roleArn, sessionName: 'SecretsManager', durationMs: 900_000})
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    throw invalidRequest(`Secrets Manager is unable to assume role ${roleArn}`)
  }
  return roleArn
}
