import {parseArn} from '../arn.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {PlanCall} from '../doctor/plan.ts'
import type {JournalEntry} from '../journal/journal.ts'
import {apiKeyName} from '../probes/appsync-key.ts'
import type {Context} from './context.ts'
import {awsCallOf, awsTextOf} from './doctor-aws.ts'
import {labelFingerprint} from './label-fingerprint.ts'
import type {Mutation} from './mutation.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import {type Ending, type EndingAccessKey, type EndingApiKey, endingName, last4Of} from './retire-ending.ts'

/** What one credential's end rests on. */
export interface RetireWork {
  readonly context: Context
  readonly secret: ResolvedSecret
  readonly ending: Ending
  /** Its use counts: a use that shows since the plan was made stops what is left. */
  readonly unused: boolean
}

type KeyCall = Extract<PlanCall, {kind: 'key-status' | 'delete-key'}>
type ApiKeyCall = Extract<PlanCall, {kind: 'api-key-expiry' | 'delete-api-key'}>

/** The access key made inactive or deleted, while labels, key and last use are as they were seen. */
export function accessKeyMutation(
  {context, secret, unused}: RetireWork,
  ending: EndingAccessKey,
  call: KeyCall,
): Mutation<void> {
  const {arn, scope, description} = secret
  const {userName, accessKeyId} = ending
  const name = endingName(ending)
  const lastUsedAt = ending.lastUsed.kind === 'known' ? ending.lastUsed.value.lastUsedAt : undefined
  const planned = [call.kind === 'key-status' ? !call.active : false, unused ? (lastUsedAt ?? null) : 'any'] as const
  const readKey = async () => {
    const {iam} = context.aws(scope)
    const {signal} = context
    const key = (await iam.listAccessKeys(userName, {signal})).find(one => one.accessKeyId === accessKeyId)
    if (!unused) return [key?.active ?? null, 'any'] as const
    return [key?.active ?? null, (await iam.accessKeyLastUsed(accessKeyId, {signal})).lastUsedAt ?? null] as const
  }
  return {
    ...common({context, secret}, call),
    resource: `arn:${parseArn(arn)?.partition ?? 'aws'}:iam::${secret.accountId}:user/${userName}`,
    summary: call.kind === 'delete-key' ? `Delete ${name}` : `Make ${name} ${call.active ? 'active' : 'inactive'}`,
    undo:
      call.kind === 'delete-key'
        ? {kind: 'none', because: 'a deleted key does not come back'}
        : {
            kind: 'commands',
            commands: [awsTextOf({...call, active: !call.active}, arn, context.scopeFlags(scope).aws)],
          },
    fingerprint: fingerprint(description, planned),
    readFingerprint: async () => fingerprint(await describe(context, secret), await readKey()),
    describeChange: found =>
      sameLabels(found, description)
        ? `${name} was used, or changed by somebody, since it was planned`
        : `the labels of ${description.name} moved since it was planned`,
    send: ({iam}) =>
      call.kind === 'delete-key'
        ? iam.deleteAccessKey({userName, accessKeyId})
        : iam.setAccessKeyStatus({userName, accessKeyId, active: call.active}),
  }
}

/** The API key's end moved, or the key deleted, while labels and key are as they were seen. */
export function apiKeyMutation(
  {context, secret}: Pick<RetireWork, 'context' | 'secret'>,
  ending: EndingApiKey,
  call: ApiKeyCall,
): Mutation<void> {
  const {arn, scope, description} = secret
  const {apiId, key, name, expiresAt} = ending
  const back = expiresAt === undefined ? undefined : ({kind: 'api-key-expiry', apiId, key: name, expiresAt} as const)
  const moves = call.kind === 'api-key-expiry' && back !== undefined
  const readExpiry = async () => {
    const keys = await context.aws(scope).appsync.apiKeys(apiId, {signal: context.signal})
    return keys?.find(one => apiKeyName(one.key).sha256 === name.sha256)?.expiresAt ?? null
  }
  const {region, partition} = parseArn(arn) ?? {region: scope.region, partition: 'aws'}
  return {
    ...common({context, secret}, call),
    resource: `arn:${partition}:appsync:${region}:${secret.accountId}:apis/${apiId}`,
    request: requestOf(call),
    summary:
      call.kind === 'delete-api-key'
        ? `Delete ${endingName(ending)}`
        : `Let ${endingName(ending)} end ${new Date(call.expiresAt).toISOString()}`,
    undo: moves
      ? {kind: 'commands', commands: [awsTextOf(back, arn, context.scopeFlags(scope).aws)]}
      : {kind: 'none', because: 'a deleted key does not come back'},
    ...(moves ? {before: {action: 'appsync:UpdateApiKey', request: requestOf(back)}} : {}),
    fingerprint: fingerprint(description, [expiresAt ?? null]),
    readFingerprint: async () => fingerprint(await describe(context, secret), [await readExpiry()]),
    describeChange: found =>
      sameLabels(found, description)
        ? `somebody changed ${endingName(ending)} since it was planned`
        : `the labels of ${description.name} moved since it was planned`,
    send: ({appsync}) =>
      call.kind === 'delete-api-key'
        ? appsync.deleteApiKey({apiId, key})
        : appsync.setApiKeyExpiry({apiId, key, expiresAt: call.expiresAt}),
  }
}

/** A request as the journal keeps it: a key's id is the key, so its name stands there. */
function requestOf(call: ApiKeyCall): Extract<JournalEntry, {kind: 'intent'}>['request'] {
  const {apiId, key} = call
  return {apiId, key, ...(call.kind === 'api-key-expiry' ? {expires: Math.floor(call.expiresAt / 1000)} : {})}
}

function common({context, secret}: Pick<RetireWork, 'context' | 'secret'>, call: KeyCall | ApiKeyCall) {
  const {arn, scope} = secret
  const aws = awsCallOf(call, arn)
  return {
    action: `${aws?.service}:${aws?.operation}`,
    scope,
    request: aws?.input ?? {},
    aws: awsTextOf(call, arn, context.scopeFlags(scope).aws),
    hits: 'holders of the old value' as const,
  }
}

function describe(context: Context, {arn, scope}: ResolvedSecret): Promise<SecretDescription> {
  return context.aws(scope).secrets.describe(arn, {signal: context.signal})
}

function fingerprint(description: SecretDescription, credential: readonly unknown[]): string {
  return [labelFingerprint(description), JSON.stringify(credential)].join('\n')
}

function sameLabels(found: string, planned: SecretDescription): boolean {
  return found.startsWith(`${labelFingerprint(planned)}\n`)
}

/** The id by which `--allow` names it. */
export function allowanceOf(ending: Ending): string {
  return `retire:${last4Of(ending)}`
}
