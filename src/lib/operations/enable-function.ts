import {parseArn} from '../arn.ts'
import type {AwsScope, FunctionConfiguration} from '../aws/gateways.ts'
import {awsFunctionOf} from '../rotation/aws-function.ts'
import {shellCommand} from '../shell-words.ts'
import {onlyReads} from './configured-scope.ts'
import type {Context} from './context.ts'
import {functionScope} from './doctor-function.ts'
import type {Check} from './enable-check.ts'
import type {GrantPlace, ReadPolicy} from './grant-place.ts'
import {readPolicy} from './grant-place.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {tryRead} from './try-read.ts'

export const enableFunctionActions = ['lambda:GetFunctionConfiguration', 'lambda:GetPolicy', 'sts:AssumeRole'] as const

const READ = enableFunctionActions[0]

/** The function that is to rotate a secret, as far as it could be looked at. */
export interface FunctionLook {
  readonly arn: string
  readonly check: Check
  /** Where it can be asked. Absent: it is in another account, and no profile reaches it. */
  readonly scope?: AwsScope
  /** Absent: it is not there, or nobody knows. */
  readonly configuration?: FunctionConfiguration
}

/** Whether the function is there, in the region of the secret, and active. */
export async function lookAtFunction(
  context: Context,
  secret: ResolvedSecret,
  arn: string,
  functionProfile: string | undefined,
): Promise<FunctionLook> {
  const look = (state: Check['state'], text: string, source: string, more: Partial<Check> = {}) => ({
    arn,
    check: {name: 'function' as const, state, text, source, ...more},
  })
  const [own, wanted] = [parseArn(arn)?.region, parseArn(secret.arn)?.region]
  if (own !== wanted) return look('bad', `${arn} is in ${own}, the secret in ${wanted}: AWS cannot call it`, 'ARN')
  const reached = await functionScope({context, options: {functionProfile}}, arn)
  if (reached.kind === 'unknown') return look('unknown', `not read: ${reached.reason}`, READ)
  const scope = {...context.scope, ...reached.value}
  const read = await tryRead(READ, () => context.aws(scope).lambda.configuration(arn, {signal: context.signal}))
  if (read.kind !== 'read')
    return {...look('unknown', notRead(read), read.kind === 'denied' ? read.action : READ), scope}
  if (read.value === undefined) {
    const list = ['aws', 'lambda', 'list-functions', ...context.scopeFlags(scope).aws]
    // No `aws` command names a role.
    const more = scope.role === undefined ? {remedy: shellCommand(list)} : {}
    return {...look('bad', `there is no function ${arn}`, READ, more), scope}
  }
  const configuration = read.value
  const fault = faultOf(configuration)
  if (fault !== undefined) return {...look('bad', `${configuration.name}: ${fault}`, READ), scope}
  const text = `${configuration.name} is there and active${ownWords(configuration)}`
  return {...look('ok', text, READ), scope, configuration}
}

/** What it is by its own description, and which packaged rotator fits the same secret. */
function ownWords(configuration: FunctionConfiguration): string {
  const own = awsFunctionOf(configuration)
  if (own === undefined) return ''
  const fits = own.rotator === undefined ? '' : `; of secrot's own rotators ${own.rotator} fits such a secret`
  return `: AWS's own ${own.name}, by its description${fits}`
}

/** https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html; Inactive wakes up with the first invocation. */
function faultOf({state = 'Active', stateReason, lastUpdateStatus, lastUpdateReason}: FunctionConfiguration) {
  const because = (reason: string | undefined): string => (reason === undefined ? '' : ` (${reason})`)
  if (lastUpdateStatus === 'Failed') return `its last update failed${because(lastUpdateReason)}`
  return state === 'Active' || state === 'Inactive' ? undefined : `its state is ${state}${because(stateReason)}`
}

export interface PermissionLook {
  readonly check: Check
  /** Absent: it cannot be written either. */
  readonly place?: GrantPlace
  /** It is missing, nothing forbids it, and it can be added. */
  readonly missing: boolean
}

/** Whether Secrets Manager may invoke exactly this function and qualifier for this secret. */
export async function lookAtPermission(
  context: Context,
  secret: ResolvedSecret,
  {arn, scope}: FunctionLook,
): Promise<PermissionLook> {
  const source = enableFunctionActions[1]
  const look = (state: Check['state'], text: string, more: Partial<Check> = {}): Check => ({
    name: 'permission',
    state,
    text,
    source,
    ...more,
  })
  if (scope === undefined) return {check: look('unknown', 'not read: the function cannot be asked'), missing: false}
  const target = {arn, scope, ownAccount: secret.accountId}
  const place: GrantPlace = {
    target,
    secret,
    wanted: {functionArn: arn, account: secret.accountId, secretArn: secret.arn},
  }
  const read = await tryRead(source, () => readPolicy(context, place))
  if (read.kind !== 'read') return {check: look('unknown', notRead(read)), place, missing: false}
  const policy = read.value
  if (policy.allowed)
    return {check: look('ok', `Secrets Manager may invoke it${byStatement(policy)}`), place, missing: false}
  const deny = policy.statements.find(({relation}) => relation === 'denies')
  const there = scope.role === undefined ? undefined : parseArn(arn)?.accountId
  if (deny === undefined) {
    const text = 'Secrets Manager may not invoke it for this secret'
    if (there === undefined) return {check: look('bad', text), place, missing: true}
    const flags = ['--secret', secret.arn, '--function-profile', 'NAME', ...context.scopeFlags(secret.scope).secrot]
    const remedy = shellCommand(['secrot', 'grant', arn, ...flags])
    return {check: look('bad', `${text}; ${onlyReads(there)}`, {remedy}), place, missing: false}
  }
  const command = ['aws', 'lambda', 'get-policy', '--function-name', arn, ...context.scopeFlags(scope).aws]
  const text = `statement ${deny.id ?? 'without an id'} forbids Secrets Manager to invoke it`
  const more = there === undefined ? {remedy: shellCommand(command)} : {}
  return {check: look('bad', text, more), place, missing: false}
}

function byStatement({statements}: ReadPolicy): string {
  const found = ['exact', 'wider', 'public'].map(wanted => statements.find(({relation}) => relation === wanted))
  const id = found.find(statement => statement !== undefined)?.id
  return id === undefined ? '' : `, by statement ${id}`
}

/** A read that failed, in words; what AWS said stays out where the action alone tells it. */
export function notRead(read: {readonly kind: 'denied'} | {readonly kind: 'failed'; readonly reason: string}): string {
  return read.kind === 'denied' ? 'not read: you may not' : `not read: ${read.reason}`
}
