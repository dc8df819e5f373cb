import {parseArn} from '../arn.ts'
import {
  allowsWanted,
  readStatements,
  type StatementReading,
  type WantedPermission,
} from '../doctor/readings/invoke-statements.ts'
import {EXIT, SecrotError} from '../errors.ts'
import type {Context} from './context.ts'
import {type FunctionUse, type ResolvedFunction, resolveFunction, resolveFunctionActions} from './resolve-function.ts'
import {type ResolvedSecret, resolveSecret, resolveSecretActions} from './resolve-secret.ts'
import {standingRefusal} from './secret-refusals.ts'

export const grantPlaceActions = [...resolveFunctionActions, ...resolveSecretActions, 'lambda:GetPolicy'] as const

/** What the command line names. */
export interface GrantSubject {
  readonly functionId: string
  /** Absent: all secrets of the account. */
  readonly secretId?: string | undefined
  /** Absent: the function is in the account of the secrets, or the configuration says how its own is reached. */
  readonly functionProfile?: string | undefined
}

/** A function, and what Secrets Manager is to be allowed there. */
export interface GrantPlace {
  readonly target: Omit<ResolvedFunction, 'configuration'> & Partial<ResolvedFunction>
  readonly wanted: WantedPermission
  readonly secret?: ResolvedSecret
}

/** As much of a place as its policy is read and changed by. */
export interface PolicyPlace {
  readonly target: Pick<ResolvedFunction, 'arn' | 'scope'>
  readonly wanted: WantedPermission
}

/** The policy of exactly this function and qualifier, read for `wanted`. */
export interface ReadPolicy {
  readonly statements: readonly StatementReading[]
  /** Whether Secrets Manager may do what is wanted. */
  readonly allowed: boolean
  /** Absent: there is no policy. */
  readonly revisionId?: string
}

/** Looks the function up and, if one is named, the secret. Throws what these throw and REGION_CONFLICT (exit 2). */
export async function grantPlace(context: Context, subject: GrantSubject, use: FunctionUse): Promise<GrantPlace> {
  const target = await resolveFunction(context, subject.functionId, subject.functionProfile, use)
  const functionArn = target.arn
  if (subject.secretId === undefined) return {target, wanted: {functionArn, account: target.ownAccount}}
  const secret = await resolveSecret(context, subject.secretId)
  checkRegions(secret.arn, functionArn)
  const refusal = standingRefusal(context, secret, primary => ['See it there', ['secrot', 'status', primary]])
  if (refusal !== undefined) throw refusal
  warnOfOtherFunction(context, secret, functionArn)
  return {target, secret, wanted: {functionArn, account: secret.accountId, secretArn: secret.arn}}
}

export async function readPolicy(context: Context, {target, wanted}: PolicyPlace): Promise<ReadPolicy> {
  const policy = await context.aws(target.scope).lambda.policy(target.arn, {signal: context.signal})
  const statements = policy?.statements ?? []
  return {
    statements: readStatements(statements, wanted),
    allowed: allowsWanted(statements, wanted),
    ...(policy?.revisionId === undefined ? {} : {revisionId: policy.revisionId}),
  }
}

/** Secrets Manager calls functions of the secret's own region (user guide, rotating-secrets-required-permissions-function). */
function checkRegions(secretArn: string, functionArn: string): void {
  const [ofSecret, ofFunction] = [parseArn(secretArn)?.region, parseArn(functionArn)?.region]
  if (ofSecret === ofFunction) return
  throw new SecrotError({
    code: 'REGION_CONFLICT',
    message: `The secret is in ${ofSecret}, the function in ${ofFunction}: a secret rotates with a function of its own region.`,
    hint: `Name a function of ${ofSecret}.`,
    exit: EXIT.usage,
  })
}

/** Each qualifier has a policy of its own, so a permission beside the one that is called does nothing. */
function warnOfOtherFunction(context: Context, {description}: ResolvedSecret, functionArn: string): void {
  const {name, rotationFunctionArn} = description
  if (rotationFunctionArn === undefined || rotationFunctionArn === functionArn) return
  context.progress.warn(
    `${name} rotates with ${rotationFunctionArn}; a permission on ${functionArn} does not count there.`,
  )
}
