import {parseArn} from '../arn.ts'
import type {AwsScope, KeyInfo} from '../aws/gateways.ts'
import {type Fact, known} from '../doctor/facts.ts'
import {shellCommand} from '../shell-words.ts'
import {configuredScope} from './configured-scope.ts'
import type {Context} from './context.ts'
import type {Check} from './enable-check.ts'
import {type FunctionLook, notRead} from './enable-function.ts'
import {simulatedRole} from './enable-role.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {tryRead} from './try-read.ts'

export const enableKeyActions = ['kms:DescribeKey', 'iam:SimulatePrincipalPolicy', 'sts:AssumeRole'] as const

const [READ, SIMULATE] = enableKeyActions

/** What reading and writing a value takes (https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html). */
const used = ['kms:Decrypt', 'kms:GenerateDataKey']

/** Whether the key of the secret can be used, and by the execution role. */
export async function lookAtKey(context: Context, secret: ResolvedSecret, look: FunctionLook): Promise<Check> {
  const {kmsKeyId} = secret.description
  if (kmsKeyId === undefined) return ofSecretsManager(secret, look)
  const place = await keyScope(context, secret, look, kmsKeyId)
  if (place.kind === 'unknown') return check('unknown', `not read: ${place.reason}`, place.action ?? READ)
  const read = await tryRead(READ, () => context.aws(place.value).kms.key(kmsKeyId, {signal: context.signal}))
  if (read.kind !== 'read') return check('unknown', notRead(read), READ)
  const key = read.value
  if (key === undefined) return check('bad', `there is no key ${kmsKeyId}: what is stored under it is lost`, READ)
  if (key.state !== 'Enabled') return unusable(context, secret, key)
  if (key.ofAws) return check('ok', `${key.arn} is enabled, kept by AWS`, READ)
  return byRole(context, secret, look, key)
}

/**
 * Where a key is asked: in its own account, as its function is reached or the configuration says; where neither leads
 * there, with the credentials of the run, which the policy of the key may allow (KMS API reference, DescribeKey,
 * cross-account use: https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html).
 */
async function keyScope(
  context: Context,
  {scope, accountId}: ResolvedSecret,
  look: FunctionLook,
  kmsKeyId: string,
): Promise<Fact<Partial<AwsScope>>> {
  const key = parseArn(kmsKeyId)
  if (key === undefined || key.accountId === accountId) return known(scope)
  if (parseArn(look.arn)?.accountId === key.accountId && look.scope !== undefined) return known(look.scope)
  const access = (await context.otherAccounts?.map())?.[key.accountId]
  return access === undefined ? known(scope) : configuredScope(context, key, access)
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html */
function ofSecretsManager({accountId}: ResolvedSecret, {arn}: FunctionLook): Check {
  const source = 'secretsmanager:DescribeSecret'
  const other = parseArn(arn)?.accountId
  if (other === accountId) return check('ok', 'aws/secretsmanager, kept by AWS', source)
  const text = `aws/secretsmanager cannot be used from account ${other}: the function must take a role of ${accountId}`
  return check('unknown', text, source)
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html; a deletion that is cancelled leaves it disabled. */
function unusable(context: Context, {scope, accountId}: ResolvedSecret, {arn, state, deletedAt}: KeyInfo): Check {
  const when = deletedAt === undefined ? '' : `, gone on ${new Date(deletedAt).toISOString().slice(0, 10)}`
  const text = `${arn} cannot be used: its state is ${state}${when}`
  const operation = {Disabled: 'enable-key', PendingDeletion: 'cancel-key-deletion'}[state]
  if (operation === undefined || parseArn(arn)?.accountId !== accountId) return check('bad', text, READ)
  const remedy = shellCommand(['aws', 'kms', operation, '--key-id', arn, ...context.scopeFlags(scope).aws])
  return check('bad', text, READ, {remedy})
}

/** A key has a policy of its own, which may allow what the role's do not, and must let the role's count. */
async function byRole(context: Context, secret: ResolvedSecret, look: FunctionLook, {arn}: KeyInfo): Promise<Check> {
  const role = simulatedRole(context, secret, look)
  if (typeof role === 'string')
    return check('unknown', `${arn} is enabled; whether the role may use it is not read: ${role}`, SIMULATE)
  const read = await tryRead(SIMULATE, () => role.simulate(used, arn))
  if (read.kind !== 'read')
    return check('unknown', `${arn} is enabled; whether role ${role.name} may use it is ${notRead(read)}`, SIMULATE)
  const refused = read.value.filter(({decision}) => decision !== 'allowed')
  if (refused.length === 0) {
    const note = {note: 'The policy of the key counts too; it is not looked at here.'}
    return check('ok', `${arn} is enabled, and role ${role.name} may use it by its policies`, SIMULATE, note)
  }
  const actions = refused.map(({action}) => action).join(', ')
  const barred = refused.some(
    ({decision, missingContext}) => decision === 'explicitDeny' && missingContext.length === 0,
  )
  if (barred) return check('bad', `role ${role.name} is forbidden ${actions} on ${arn}`, SIMULATE)
  const text = `the policies of role ${role.name} do not allow ${actions} on ${arn}; the policy of the key, or a grant, may`
  return check('unknown', text, SIMULATE)
}

function check(state: Check['state'], text: string, source: string, more: Partial<Check> = {}): Check {
  return {name: 'key', state, text, source, ...more}
}
