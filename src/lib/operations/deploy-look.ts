import type {AwsScope, DescribedFunction, PrincipalInfo} from '../aws/gateways.ts'
import {
  DEPLOYMENT_TAG,
  functionArnOf,
  logGroupArnOf,
  logGroupOf,
  type Place,
  REGION_TAG,
  ROLE_POLICY,
  roleNameOf,
  ROTATOR_TAG,
  STANDARD_RETENTION_DAYS,
} from '../deploy/deployment.ts'
import {SecrotError} from '../errors.ts'
import type {Context} from './context.ts'
import {nameTaken, takenInRegion} from './deploy-refusals.ts'

export const deployLookActions = [
  'lambda:GetFunction',
  'lambda:GetPolicy',
  'lambda:ListTags',
  'logs:DescribeLogGroups',
  'logs:ListTagsForResource',
  'iam:GetRole',
  'iam:GetRolePolicy',
] as const

/** What stands under the names of a deployment. Absent members do not exist. */
export interface DeployLook {
  readonly function?: DescribedFunction
  /** Statements of the policy of the function. */
  readonly statements: readonly unknown[]
  readonly policyRevision?: string
  readonly role?: PrincipalInfo
  /** The inline policy of the role, as JSON. */
  readonly rolePolicy?: string
  readonly logGroup?: {readonly retentionDays?: number; readonly isOurs: boolean}
}

interface Named {
  readonly name: string
  readonly place: Place
}

/** Looks under the names of a deployment. Throws NAME_TAKEN (exit 3) where something stands there that is not of it. */
export async function lookAtDeployment(context: Context, scope: AwsScope, named: Named): Promise<DeployLook> {
  const {lambda, roles, logs} = context.aws(scope)
  const {signal} = context
  const functionArn = functionArnOf(named)
  const roleName = roleNameOf(named)
  const [found, policy, role, logGroup] = await Promise.all([
    lambda.described(functionArn, {signal}),
    lambda.policy(functionArn, {signal}),
    roles.role(roleName, {signal}),
    logs.group(logGroupOf(named), {signal}),
  ])
  refuseForeign(named, found, role)
  const groupTags = logGroup === undefined ? {} : await logs.groupTags(logGroupArnOf(named), {signal})
  const rolePolicy =
    role === undefined ? undefined : await orAbsent(roles.inlinePolicy(roleName, ROLE_POLICY, {signal}))
  return {
    ...(found === undefined ? {} : {function: found}),
    statements: policy?.statements ?? [],
    ...(policy?.revisionId === undefined ? {} : {policyRevision: policy.revisionId}),
    ...(role === undefined ? {} : {role}),
    ...(rolePolicy === undefined ? {} : {rolePolicy: JSON.stringify(rolePolicy)}),
    ...(logGroup === undefined ? {} : {logGroup: {...logGroup, isOurs: groupTags[DEPLOYMENT_TAG] === named.name}}),
  }
}

function refuseForeign({name, place}: Named, found: DescribedFunction | undefined, role: PrincipalInfo | undefined) {
  const because = `was not made by a deployment ${name} (it has no such tag ${DEPLOYMENT_TAG})`
  if (found !== undefined && found.tags[DEPLOYMENT_TAG] !== name)
    throw nameTaken(`Function ${functionArnOf({name, place})}`, name, because)
  if (role !== undefined && role.tags[DEPLOYMENT_TAG] !== name) throw nameTaken(`Role ${role.arn}`, name, because)
  const region = role?.tags[REGION_TAG] ?? place.region
  if (role !== undefined && region !== place.region) throw takenInRegion(role.arn, name, region)
}

/** A group that was there before, and keeps its lines for ever, goes on so until somebody asks for days; undefined: that. */
export function retentionOf({logGroup}: DeployLook, asked: number | undefined): number | undefined {
  if (asked !== undefined || logGroup?.retentionDays !== undefined) return asked ?? logGroup?.retentionDays
  return logGroup?.isOurs === false ? undefined : STANDARD_RETENTION_DAYS
}

/** Which rotator the function was made of. Absent: there is none, or nobody wrote it down. */
export function rotatorOf({function: found}: DeployLook): string | undefined {
  return found?.tags[ROTATOR_TAG]
}

/** undefined in place of the refusal that there is no such thing. */
export async function orAbsent<T>(answer: Promise<T>, code = 'NOT_FOUND'): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof SecrotError && error.code === code) return undefined
    throw error
  }
}
