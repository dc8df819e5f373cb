import type {PlanCall} from '../doctor/plan.ts'
import {parseArn} from '../arn.ts'
import {valueOf} from '../doctor/facts.ts'
import {apiKeyName} from '../probes/appsync-key.ts'
import {awsTextOf} from './doctor-aws.ts'
import type {RepairScope} from './doctor-changes.ts'
import type {Mutation} from './mutation.ts'

/** The end of one API key moved, allowed only while it is where it was. */
export function apiKeyEndMutation(
  {run, facts, hits, attested}: RepairScope,
  call: Extract<PlanCall, {kind: 'api-key-expiry'}>,
): Mutation<void> {
  const {context, options} = run
  const {arn, environment} = facts
  const {apiId, key: name, expiresAt} = call
  const {partition = 'aws', region = environment.region} = parseArn(arn) ?? {}
  const scope = {...context.scope, region}
  const {appsync} = context.aws(scope)
  const find = async () => {
    const keys = await appsync.apiKeys(apiId, {signal: context.signal})
    return keys?.find(one => apiKeyName(one.key).sha256 === name.sha256)
  }
  const listed = facts.apiKeys === undefined ? undefined : valueOf(facts.apiKeys)
  const was = listed?.keys?.find(one => one.name.sha256 === name.sha256)?.expiresAt ?? 0
  const requestOf = (at: number) => ({apiId, key: name, expires: Math.floor(at / 1000)})
  return {
    action: 'appsync:UpdateApiKey',
    resource: `arn:${partition}:appsync:${region}:${environment.account}:apis/${apiId}`,
    scope,
    hits,
    request: requestOf(expiresAt),
    before: {action: 'appsync:UpdateApiKey', request: requestOf(was)},
    summary: `Let the API key …${name.last4} of API ${apiId} live until ${new Date(expiresAt).toISOString()}`,
    aws: awsTextOf(call, arn, options.scopeFlags),
    undo: {kind: 'commands', commands: [awsTextOf({...call, expiresAt: was}, arn, options.scopeFlags)]},
    fingerprint: String(was),
    readFingerprint: async () => String((await find())?.expiresAt),
    send: async mutations => {
      const found = await find()
      if (found === undefined) throw new Error('the key was listed a moment ago')
      return mutations.appsync.setApiKeyExpiry({apiId, key: found.key, expiresAt})
    },
    ...(attested.length === 0 ? {} : {attested}),
  }
}
