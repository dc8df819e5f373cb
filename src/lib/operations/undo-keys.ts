import {parseArn} from '../arn.ts'
import {type ApiKeyName, keyNamed} from '../probes/appsync-key.ts'
import {apiKeyEndMutation} from './api-key-end.ts'
import type {Context} from './context.ts'
import {awsCallOf, awsTextOf} from './doctor-aws.ts'
import type {ChangeStory} from './journal-story.ts'
import {mutate} from './mutate.ts'
import type {Mutation} from './mutation.ts'
import {forbidden, type UndoPart} from './undo-part.ts'

const DAY_MS = 86_400_000

/** Changes of credentials that can be taken back: an access key was disabled, the end of an API key moved. */
export function isKeyChange({intent: {action, request, before}}: ChangeStory): boolean {
  if (action === 'iam:UpdateAccessKey') return request['Status'] === 'Inactive'
  return action === 'appsync:UpdateApiKey' && before !== undefined
}

/** The newest change of one key, taken back. */
export function undoKey(context: Context, resource: string, change: ChangeStory): Promise<UndoPart> {
  return change.intent.action === 'iam:UpdateAccessKey'
    ? undoDisabled(context, resource, change)
    : undoExpiry(context, resource, change)
}

async function undoDisabled(context: Context, resource: string, {intent}: ChangeStory): Promise<UndoPart> {
  const {UserName: userName = '', AccessKeyId: accessKeyId = ''} = intent.request as Readonly<Record<string, string>>
  const name = `…${accessKeyId.slice(-4)}`
  const {iam} = context.aws()
  const state = async () => {
    const keys = await iam.listAccessKeys(userName, {signal: context.signal})
    return keys.find(key => key.accessKeyId === accessKeyId)?.active
  }
  const active = await state()
  if (active === undefined) return forbidden(resource, `${userName} has no access key ${name} any more`)
  if (active) return {kind: 'already', resource, notes: []}
  const call = {kind: 'key-status', userName, accessKeyId, active: true} as const
  return part(context, resource, {
    ...base(context, context.scope, call),
    resource,
    summary: `Make the access key ${name} of ${userName} active`,
    undo: {kind: 'commands', commands: [textOf(context, context.scope, {...call, active: false})]},
    fingerprint: 'inactive',
    readFingerprint: async () => ((await state()) === false ? 'inactive' : 'changed'),
    send: mutations => mutations.iam.setAccessKeyStatus({userName, accessKeyId, active: true}),
  })
}

async function undoExpiry(context: Context, resource: string, {intent}: ChangeStory): Promise<UndoPart> {
  const {apiId, key: name, expires} = intent.request as {apiId: string; key: ApiKeyName; expires: number}
  const was = Number(intent.before?.request['expires']) * 1000
  const scope = {...context.scope, region: parseArn(resource)?.region ?? context.scope.region}
  const found = keyNamed(await context.aws(scope).appsync.apiKeys(apiId, {signal: context.signal}), name)
  if (found === undefined) return forbidden(resource, `AppSync has no API key …${name.last4} any more`)
  if (found.expiresAt === was) return {kind: 'already', resource, notes: []}
  if (found.expiresAt !== expires * 1000) return forbidden(resource, 'somebody has moved the end of the key since')
  // https://docs.aws.amazon.com/appsync/latest/APIReference/API_UpdateApiKey.html: from a day ahead to 365.
  if (was < context.clock.now() + DAY_MS)
    return forbidden(resource, `the key ended ${new Date(was).toISOString()} before, and AppSync wants a day ahead`)
  const call = {kind: 'api-key-expiry', apiId, key: name, expiresAt: was, was: found.expiresAt} as const
  const mutation = apiKeyEndMutation(context, {
    scope,
    resource,
    call,
    hits: 'nobody',
    flags: context.scopeFlags(scope).aws,
    summary: `Let the API key …${name.last4} of API ${apiId} end ${new Date(was).toISOString()}`,
    back: found.expiresAt,
  })
  return part(context, resource, mutation)
}

type Call = Parameters<typeof awsCallOf>[0]

function textOf(context: Context, scope: Context['scope'], call: Call): string {
  return awsTextOf(call, '', context.scopeFlags(scope).aws)
}

function base(context: Context, scope: Context['scope'], call: Call) {
  const aws = awsCallOf(call, '')
  return {
    action: `${aws?.service}:${aws?.operation}`,
    scope,
    request: aws?.input ?? {},
    aws: textOf(context, scope, call),
    hits: 'nobody' as const,
  }
}

function part(context: Context, resource: string, mutation: Mutation): UndoPart {
  const act = async (): Promise<void> => {
    const outcome = await mutate(context, mutation, {shown: true})
    // A lost reply says nothing; the target does.
    if (outcome.kind === 'unknown' && (await mutation.readFingerprint()) === mutation.fingerprint) throw outcome.error
  }
  return {kind: 'act', resource, mutations: [mutation], questions: [], notes: [], act}
}
