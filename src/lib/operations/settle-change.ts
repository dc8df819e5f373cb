import {parseArn} from '../arn.ts'
import type {JournalEntry} from '../journal/journal.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import {holderOf, labelsOf} from '../rotation/staging.ts'
import {type ApiKeyName, keyNamed} from '../probes/appsync-key.ts'
import type {Context} from './context.ts'
import {functionScope} from './doctor-function.ts'

export const settleActions = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:ListSecretVersionIds',
  'lambda:GetPolicy',
  'lambda:GetFunctionConfiguration',
  'iam:ListAccessKeys',
  'appsync:ListApiKeys',
  'sts:AssumeRole',
] as const

type Intent = Extract<JournalEntry, {kind: 'intent'}>

/** What the state tells about a change whose outcome nobody wrote down. */
export type Settled = 'made' | 'not made' | 'unknown'

/** A change may become visible some seconds after it was sent (user guide, troubleshooting). */
const VISIBLE_WITHIN_MS = 30_000

/**
 * Reads the state again to find out whether AWS made a change. That it did not is only believed once the change would
 * have become visible. What a rotation function did inside a step, and what others have moved since, stays unknown.
 */
export async function settleChange(
  context: Context,
  intent: Intent,
  functionProfile: string | undefined,
): Promise<Settled> {
  const read = () => look(context, intent, functionProfile)
  const first = await read()
  const waitMs = Date.parse(intent.at) + VISIBLE_WITHIN_MS - context.clock.now()
  if (first !== 'not made' || waitMs <= 0) return first
  context.progress.activity('waiting until a change that was sent would be visible')
  await context.clock.sleep(Math.min(waitMs, VISIBLE_WITHIN_MS), context.signal)
  context.progress.activity('')
  return read()
}

function look(context: Context, intent: Intent, functionProfile: string | undefined): Promise<Settled> {
  switch (intent.action) {
    case 'secretsmanager:UpdateSecretVersionStage':
      return lookAtSecret(context, intent, description => labelSettled(intent, description))
    case 'secretsmanager:CancelRotateSecret':
      return lookAtSecret(context, intent, ({rotationEnabled}) => made(rotationEnabled === false))
    case 'secretsmanager:RotateSecret':
      return rotateSettled(context, intent)
    case 'lambda:AddPermission':
    case 'lambda:RemovePermission':
      return permissionSettled(context, intent, functionProfile)
    case 'lambda:UpdateFunctionConfiguration':
      return limitSettled(context, intent, functionProfile)
    case 'iam:UpdateAccessKey':
      return keySettled(context, intent)
    case 'iam:DeleteAccessKey':
      return keyDeletedSettled(context, intent)
    case 'appsync:UpdateApiKey':
    case 'appsync:DeleteApiKey':
      return apiKeySettled(context, intent)
    default:
      return Promise.resolve('unknown')
  }
}

function made(is: boolean): Settled {
  return is ? 'made' : 'not made'
}

async function lookAtSecret(
  context: Context,
  {resource}: Intent,
  decide: (description: SecretDescription) => Settled,
): Promise<Settled> {
  const region = parseArn(resource)?.region ?? context.scope.region
  return decide(await context.aws({region}).secrets.describe(resource, {signal: context.signal}))
}

/** Not made while the label is where it was; anywhere else than there and where it should have come: somebody moved it since. */
function labelSettled({request}: Intent, {staging}: SecretDescription): Settled {
  const {
    VersionStage: label,
    RemoveFromVersionId: from,
    MoveToVersionId: to,
  } = request as Readonly<Record<string, string>>
  const holder = holderOf(staging, label ?? '')
  if (holder === to) return 'made'
  return holder === from ? 'not made' : 'unknown'
}

/** A token becomes the id of a version, labelled or not; a call without one only switches the schedule on. */
async function rotateSettled(context: Context, intent: Intent): Promise<Settled> {
  const token = intent.request['ClientRequestToken']
  if (typeof token !== 'string')
    return lookAtSecret(context, intent, ({rotationEnabled}) => made(rotationEnabled === true))
  const region = parseArn(intent.resource)?.region ?? context.scope.region
  const {secrets} = context.aws({region})
  const {staging} = await secrets.describe(intent.resource, {signal: context.signal})
  if (labelsOf(staging, token).length > 0) return 'made'
  const versions = await secrets.listVersions(intent.resource, {signal: context.signal, includeDeprecated: true})
  return made(versions.some(({versionId}) => versionId === token))
}

async function permissionSettled(
  context: Context,
  {action, resource, request}: Intent,
  functionProfile: string | undefined,
): Promise<Settled> {
  const scope = await functionScope({context, options: {functionProfile}}, resource)
  if (scope.kind === 'unknown') return 'unknown'
  const policy = await context.aws(scope.value).lambda.policy(resource, {signal: context.signal})
  const there = (policy?.statements ?? []).some(
    statement => (statement as {Sid?: unknown} | null)?.Sid === request['StatementId'],
  )
  return made(there === (action === 'lambda:AddPermission'))
}

async function limitSettled(
  context: Context,
  {resource, request}: Intent,
  functionProfile: string | undefined,
): Promise<Settled> {
  const scope = await functionScope({context, options: {functionProfile}}, resource)
  if (scope.kind === 'unknown') return 'unknown'
  const found = await context.aws(scope.value).lambda.configuration(resource, {signal: context.signal})
  return found === undefined ? 'unknown' : made(found.timeoutMs === Number(request['Timeout']) * 1000)
}

async function keySettled(context: Context, {request}: Intent): Promise<Settled> {
  const {UserName: userName = '', AccessKeyId: id, Status: status} = request as Readonly<Record<string, string>>
  const keys = await context.aws().iam.listAccessKeys(userName, {signal: context.signal})
  const key = keys.find(({accessKeyId}) => accessKeyId === id)
  return key === undefined ? 'unknown' : made(key.active === (status === 'Active'))
}

async function keyDeletedSettled(context: Context, {request}: Intent): Promise<Settled> {
  const {UserName: userName = '', AccessKeyId: id} = request as Readonly<Record<string, string>>
  const keys = await context.aws().iam.listAccessKeys(userName, {signal: context.signal})
  return made(!keys.some(({accessKeyId}) => accessKeyId === id))
}

/** Not made while the key ends when it did; at any other end than that and the wanted one somebody has moved it since. */
async function apiKeySettled(context: Context, {action, resource, request, before}: Intent): Promise<Settled> {
  const {apiId, key: name, expires} = request as {apiId: string; key: ApiKeyName; expires?: number}
  const region = parseArn(resource)?.region ?? context.scope.region
  const keys = await context.aws({region}).appsync.apiKeys(apiId, {signal: context.signal})
  const key = keyNamed(keys, name)
  if (action === 'appsync:DeleteApiKey') return made(key === undefined)
  if (key?.expiresAt === (expires ?? 0) * 1000) return 'made'
  return key?.expiresAt === Number(before?.request['expires']) * 1000 ? 'not made' : 'unknown'
}
