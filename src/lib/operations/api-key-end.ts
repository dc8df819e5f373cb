import type {AwsScope} from '../aws/gateways.ts'
import type {PlanCall} from '../doctor/plan.ts'
import {keyNamed} from '../probes/appsync-key.ts'
import type {Sensitive} from '../sensitive.ts'
import type {Context} from './context.ts'
import {awsTextOf} from './doctor-aws.ts'
import type {Mutation} from './mutation.ts'

type EndCall = Extract<PlanCall, {kind: 'api-key-expiry'}>

/** What moving an API key's end rests on. */
export interface ApiKeyEnd {
  readonly scope: AwsScope
  /** ARN of the API. */
  readonly resource: string
  readonly call: EndCall
  readonly hits: Mutation['hits']
  /** Flags of printed aws commands. */
  readonly flags: readonly string[]
  readonly summary: string
  /** Where the way back moves it: AppSync takes no end that is less than a day ahead. */
  readonly back: number
}

/**
 * The end of one API key moved, allowed only while it is where it was planned. The id of a key is the key: it is looked up
 * when it is needed, and its name stands for it everywhere else.
 */
export function apiKeyEndMutation(context: Context, end: ApiKeyEnd): Mutation<void> {
  const {scope, resource, call, hits, flags, summary, back} = end
  const {apiId, key: name, expiresAt, was} = call
  const {appsync} = context.aws(scope)
  const requestOf = (at: number) => ({apiId, key: name, expires: Math.floor(at / 1000)})
  let found: Sensitive | undefined
  return {
    action: 'appsync:UpdateApiKey',
    scope,
    resource,
    hits,
    request: requestOf(expiresAt),
    ...(was === undefined ? {} : {before: {action: 'appsync:UpdateApiKey', request: requestOf(was)}}),
    summary,
    aws: awsTextOf(call, '', flags),
    undo: {kind: 'commands', commands: [awsTextOf({...call, expiresAt: back}, '', flags)]},
    fingerprint: String(was),
    async readFingerprint() {
      const listed = keyNamed(await appsync.apiKeys(apiId, {signal: context.signal}), name)
      found = listed?.key
      return String(listed?.expiresAt ?? 'not listed')
    },
    describeChange: () => `somebody moved the end of …${name.last4}, or deleted it, since it was planned`,
    send(mutations) {
      if (found === undefined) throw new Error('an API key is looked up before its end is moved')
      return mutations.appsync.setApiKeyExpiry({apiId, key: found, expiresAt})
    },
  }
}
