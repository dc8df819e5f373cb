import {parseArn} from '../arn.ts'
import type {SimulatedDecision} from '../aws/gateways.ts'
import type {Context} from './context.ts'
import type {Check} from './enable-check.ts'
import {type FunctionLook, notRead} from './enable-function.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {tryRead} from './try-read.ts'

export const enableRoleActions = ['iam:SimulatePrincipalPolicy', 'secretsmanager:GetResourcePolicy'] as const

// User guide, rotating-secrets-required-permissions-function:
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
export const stepActions = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map(
  name => `secretsmanager:${name}`,
)
export const PASSWORD = 'secretsmanager:GetRandomPassword'

/** Whether the execution role may do with the secret what the four steps need, by simulation: nothing is tried. */
export async function lookAtRole(context: Context, secret: ResolvedSecret, look: FunctionLook): Promise<Check> {
  const role = simulatedRole(context, secret, look)
  if (typeof role === 'string') return check('unknown', `not read: ${role}`)
  const read = await tryRead(enableRoleActions[0], async () => ({
    steps: await role.simulate(stepActions, secret.arn),
    password: await role.simulate([PASSWORD], '*'),
  }))
  if (read.kind !== 'read') return check('unknown', notRead(read))
  const {steps, password} = read.value
  const note = password.every(({decision}) => decision === 'allowed')
    ? {}
    : {note: `${PASSWORD} is not allowed to it; only a function that calls it needs that`}
  const refused = steps.filter(({decision}) => decision !== 'allowed')
  if (refused.length === 0)
    return check('ok', `role ${role.name} may do with the secret what the four steps need`, note)
  const text = `role ${role.name} is not allowed ${refused.map(({action}) => action).join(', ')} on the secret`
  if (refused.some(({decision, missingContext}) => decision === 'explicitDeny' && missingContext.length === 0))
    return check('bad', text, note)
  const keys = [...new Set(refused.flatMap(({missingContext}) => missingContext))]
  if (keys.length > 0) return check('unknown', `${text}, unless ${keys.join(', ')} is as its policies ask`, note)
  return byResourcePolicy(context, secret, text, note)
}

/** Within one account the policy of the secret may allow what the role's own do not. */
async function byResourcePolicy(
  context: Context,
  {arn, scope}: ResolvedSecret,
  text: string,
  note: Partial<Check>,
): Promise<Check> {
  const source = enableRoleActions[1]
  const read = await tryRead(source, () => context.aws(scope).secrets.hasResourcePolicy(arn, {signal: context.signal}))
  if (read.kind !== 'read')
    return check('unknown', `${text} by its own policies; whether the secret has one is ${notRead(read)}`, {
      ...note,
      source,
    })
  if (read.value) return check('unknown', `${text} by its own policies; the policy of the secret may allow it`, note)
  return check('bad', text, note)
}

export interface SimulatedRole {
  readonly name: string
  simulate(actions: readonly string[], resource: string): Promise<readonly SimulatedDecision[]>
}

/** The execution role, or why its policies cannot be asked. */
export function simulatedRole(
  context: Context,
  secret: ResolvedSecret,
  {configuration, scope}: FunctionLook,
): SimulatedRole | string {
  const principalArn = configuration?.roleArn
  if (configuration === undefined || principalArn === undefined) return 'the role of the function is not known'
  const {accountId, resource} = parseArn(principalArn) ?? {}
  if (accountId !== secret.accountId) return `the role is of account ${accountId}, and the secret's policy counts too`
  return {
    name: (resource ?? principalArn).replace(/^role\/(?:.*\/)?/, ''),
    simulate: (actions, one) =>
      context.aws(scope).iam.simulate({principalArn, actions, resource: one}, {signal: context.signal}),
  }
}

function check(state: Check['state'], text: string, more: Partial<Check> = {}): Check {
  return {name: 'role', state, text, source: enableRoleActions[0], ...more}
}
