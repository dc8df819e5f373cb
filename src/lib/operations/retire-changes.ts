import {parseArn} from '../arn.ts'
import type {SecretDescription} from '../rotation/secret.ts'
import type {PlanCall} from '../doctor/plan.ts'
import {keyNamed} from '../probes/appsync-key.ts'
import {apiKeyEndMutation} from './api-key-end.ts'
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
    fingerprint: fingerprint(description, JSON.stringify(planned)),
    readFingerprint: async () => fingerprint(await describe(context, secret), JSON.stringify(await readKey())),
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
  work: Pick<RetireWork, 'context' | 'secret'>,
  ending: EndingApiKey,
  call: ApiKeyCall,
): Mutation<void> {
  const {context, secret} = work
  const {description} = secret
  const mutation = call.kind === 'api-key-expiry' ? endMutation(work, ending, call) : deletion(work, ending, call)
  return {
    ...mutation,
    fingerprint: fingerprint(description, mutation.fingerprint),
    readFingerprint: async () => fingerprint(await describe(context, secret), await mutation.readFingerprint()),
    describeChange: found =>
      sameLabels(found, description)
        ? `somebody changed ${endingName(ending)} since it was planned`
        : `the labels of ${description.name} moved since it was planned`,
  }
}

function endMutation(
  {context, secret}: Pick<RetireWork, 'context' | 'secret'>,
  ending: EndingApiKey,
  call: Extract<ApiKeyCall, {kind: 'api-key-expiry'}>,
): Mutation<void> {
  return apiKeyEndMutation(context, {
    scope: secret.scope,
    resource: apiArn(secret, ending),
    call,
    hits: 'holders of the old value',
    flags: context.scopeFlags(secret.scope).aws,
    summary: `Let ${endingName(ending)} end ${new Date(call.expiresAt).toISOString()}`,
    back: call.was ?? call.expiresAt,
  })
}

function deletion(
  {context, secret}: Pick<RetireWork, 'context' | 'secret'>,
  ending: EndingApiKey,
  call: Extract<ApiKeyCall, {kind: 'delete-api-key'}>,
): Mutation<void> {
  const {apiId, key, name, expiresAt} = ending
  return {
    ...common({context, secret}, call),
    resource: apiArn(secret, ending),
    // As the journal keeps it: a key's id is the key, so its name stands there.
    request: {apiId, key: name},
    summary: `Delete ${endingName(ending)}`,
    undo: {kind: 'none', because: 'a deleted key does not come back'},
    fingerprint: String(expiresAt ?? 'not listed'),
    readFingerprint: async () => {
      const keys = await context.aws(secret.scope).appsync.apiKeys(apiId, {signal: context.signal})
      return String(keyNamed(keys, name)?.expiresAt ?? 'not listed')
    },
    send: ({appsync}) => appsync.deleteApiKey({apiId, key}),
  }
}

function apiArn({arn, scope, accountId}: ResolvedSecret, {apiId}: EndingApiKey): string {
  const {region, partition} = parseArn(arn) ?? {region: scope.region, partition: 'aws'}
  return `arn:${partition}:appsync:${region}:${accountId}:apis/${apiId}`
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

function fingerprint(description: SecretDescription, credential: string): string {
  return [labelFingerprint(description), credential].join('\n')
}

function sameLabels(found: string, planned: SecretDescription): boolean {
  return found.startsWith(`${labelFingerprint(planned)}\n`)
}

/** The id by which `--allow` names it. */
export function allowanceOf(ending: Ending): string {
  return `retire:${last4Of(ending)}`
}
