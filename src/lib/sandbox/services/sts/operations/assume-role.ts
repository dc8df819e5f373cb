import {ServiceError, type Authorization, type Call, type OperationDefinition, type World} from '../../../kernel.ts'
import {arnOf, assumedRoleArn, parseHolderArn} from '../../iam/arns.ts'
import type {Role} from '../../iam/entities.ts'
import {noSuchPolicy, orMalformed, validationError} from '../../iam/errors.ts'
import {managedPolicyText} from '../../iam/holder-policies.ts'
import type {Iam} from '../../iam/index.ts'
import {listOf, tagsOf, textOf, validateQuery} from '../../iam/input.ts'
import {checkIdentityPolicy} from '../../iam/policy/check.ts'
import {roleHolder} from '../../iam/sessions.ts'
import {credentialsOf} from '../credentials.ts'
import {mfaRules, provesMfa} from '../mfa.ts'

/** Bounds: aws-behaviour.md section 6.2. */
const rules = {
  RoleArn: {required: true, min: 20, max: 2048},
  RoleSessionName: {required: true, min: 2, max: 64, pattern: '[\\w+=,.@-]*'},
  DurationSeconds: {type: 'number', min: 900, max: 43_200},
  ExternalId: {min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*'},
  ...mfaRules,
} as const
const defaultSeconds = 3600

/** A role's session carries nothing of the MFA code that it was asked for with: the code counts for this call alone. */
export function assumeRole(iam: Iam, world: World): OperationDefinition {
  return {
    name: 'AssumeRole',
    readOnly: true,
    authorize: call => questions(iam, world, call),
    run(call) {
      const role = roleOf(iam, textOf(call.input, 'RoleArn'))
      if (role === undefined) throw new Error('A role that nobody may assume was assumed.')
      const sessionName = textOf(call.input, 'RoleSessionName')
      const policies = sessionPolicies(iam, call, role)
      const session = iam.openSession({
        accountId: role.accountId,
        holder: roleHolder(role),
        sessionName,
        durationMs: durationMs(call, role),
        tags: tagsOf(call.input),
        ...(policies.length === 0 ? {} : {policies}),
      })
      return {
        Credentials: credentialsOf(session),
        AssumedRoleUser: {
          AssumedRoleId: `${role.id}:${sessionName}`,
          Arn: assumedRoleArn(role.accountId, role.name, sessionName),
        },
      }
    },
    trail: (call, output) => trailOf(call, output as Answer | undefined),
  }
}

/** The trust policy is the role's resource policy; a role that does not exist has none, so nobody learns that it does not. */
function questions(iam: Iam, world: World, call: Call): Authorization[] {
  const {input, principal} = call
  validateQuery(input, rules)
  const roleArn = textOf(input, 'RoleArn')
  const named = parseHolderArn(roleArn)
  // Recorded: aws-behaviour.md section 6.2.
  if (named?.kind !== 'role') throw validationError(`${roleArn} is invalid`)
  if (principal.kind === 'root') {
    throw new ServiceError('AccessDenied', 'Roles may not be assumed by root accounts.', 403)
  }
  const hasMfa = provesMfa(iam, call, world.clock.now())
  const role = roleOf(iam, roleArn)
  const externalId = textOf(input, 'ExternalId')
  const common = {
    resource: roleArn,
    resourceAsWritten: roleArn,
    resourceAccountId: named.accountId,
    ...(role === undefined ? {} : {resourcePolicy: role.trustPolicy}),
    conditions: {
      'sts:rolesessionname': textOf(input, 'RoleSessionName'),
      ...(externalId === '' ? {} : {'sts:externalid': externalId}),
      ...(hasMfa ? {'aws:multifactorauthpresent': 'true', 'aws:multifactorauthage': '0'} : {}),
      ...Object.fromEntries(tagsOf(input).map(({Key, Value}) => [`aws:requesttag/${Key.toLowerCase()}`, Value])),
    },
  }
  const assume = {action: 'sts:AssumeRole', ...common}
  return tagsOf(input).length === 0 ? [assume] : [assume, {action: 'sts:TagSession', ...common}]
}

function roleOf({state}: Iam, roleArn: string): Role | undefined {
  const named = parseHolderArn(roleArn)
  const role = named && state.find('role', named.accountId, named.name)
  return role !== undefined && arnOf('role', role) === roleArn ? role : undefined
}

function durationMs({input, principal}: Call, role: Role): number {
  const seconds = Number(input['DurationSeconds'] ?? defaultSeconds)
  if (principal.kind === 'assumed-role' && seconds > 3600) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    )
  }
  if (seconds * 1000 > role.maxSessionMs) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  }
  return seconds * 1000
}

function sessionPolicies({state}: Iam, {input}: Call, role: Role): string[] {
  const inline = input['Policy'] === undefined ? [] : [textOf(input, 'Policy')]
  for (const text of inline) orMalformed(() => checkIdentityPolicy(text))
  const managed = listOf(input, 'PolicyArns').map(item => {
    const arn = String((item as {arn?: unknown}).arn)
    const text = state.policies(role.accountId).some(policy => policy.arn === arn)
      ? managedPolicyText(state, arn)
      : undefined
    if (text === undefined) throw noSuchPolicy(arn)
    return text
  })
  return [...inline, ...managed]
}

interface Answer {
  readonly Credentials: {readonly AccessKeyId: string; readonly Expiration: string}
  readonly AssumedRoleUser: {readonly AssumedRoleId: string; readonly Arn: string}
}

/** The key id is in the trail, so that what the session does can be traced back; its secrets are not. */
function trailOf({input}: Call, answer: Answer | undefined) {
  const roleArn = textOf(input, 'RoleArn')
  return {
    requestParameters: {
      roleArn,
      roleSessionName: input['RoleSessionName'],
      durationSeconds: input['DurationSeconds'],
      externalId: input['ExternalId'],
    },
    responseElements: answer && {
      credentials: {accessKeyId: answer.Credentials.AccessKeyId, expiration: answer.Credentials.Expiration},
      assumedRoleUser: {assumedRoleId: answer.AssumedRoleUser.AssumedRoleId, arn: answer.AssumedRoleUser.Arn},
    },
    resources: [{ARN: roleArn, type: 'AWS::IAM::Role', accountId: parseHolderArn(roleArn)?.accountId ?? ''}],
  }
}
