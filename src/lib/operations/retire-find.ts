import {known, unknown} from '../doctor/facts.ts'
import {accessKeyIn} from '../probes/iam-key.ts'
import {apiKeyIn, apiKeyName, keyNamed} from '../probes/appsync-key.ts'
import type {Context} from './context.ts'
import {keyUsesOf} from './doctor-key-uses.ts'
import {readFact} from './doctor-read.ts'
import {apiIdTag, keysIn, userOf} from './doctor-target.ts'
import {makeKeyLookups} from './key-lookups.ts'
import {LOOKUP_SPACING_MS} from './lookups.ts'
import type {ResolvedSecret} from './resolve-secret.ts'
import type {Ending} from './retire-ending.ts'
import type {Held} from './retire-held.ts'
import {noApi, notTheOwner, ownerUnknown, withoutCredential} from './retire-refusals.ts'
import {makeTurns} from './turns.ts'

/** The credential of the old version as its target has it now, and who used it. Throws what forbids to end it (exit 3). */
export function findEnding(
  context: Context,
  secret: ResolvedSecret,
  held: Held,
  words: readonly string[],
): Promise<Ending> {
  return held.kind === 'iam-key'
    ? findAccessKey(context, secret, held, words)
    : findApiKey(context, secret, held, words)
}

async function findAccessKey(
  context: Context,
  secret: ResolvedSecret,
  {current, old}: Held,
  words: readonly string[],
): Promise<Ending> {
  const {tags} = secret.description
  const values = new Map([old, current].map(({versionId, value}) => [versionId, value]))
  const userName = await userOf({context}, secret.description, keysIn(values, tags))
  if (userName === undefined) throw ownerUnknown(secret, words)
  const {iam} = context.aws(secret.scope)
  const {signal} = context
  const keys = await iam.listAccessKeys(userName, {signal})
  const idIn = (version: Held['old']) => accessKeyIn(version.value, tags)?.accessKeyId
  if (!keys.some(({accessKeyId}) => accessKeyId === idIn(current))) throw notTheOwner(secret, words, userName)
  const accessKeyId = idIn(old)
  if (accessKeyId === undefined) throw withoutCredential(secret, words, old.versionId)
  const base = {kind: 'iam-key', userName, accessKeyId} as const
  const key = keys.find(one => one.accessKeyId === accessKeyId)
  if (key === undefined) return {...base, lastUsed: known({}), uses: unknown('IAM has no such key any more')}
  context.progress.activity('asking who uses it')
  const lastUsed = await readFact('iam:GetAccessKeyLastUsed', () => iam.accessKeyLastUsed(accessKeyId, {signal}))
  const uses = await keyUsesOf(lookupsOf(context), secret.arn, accessKeyId)
  context.progress.activity('')
  const {active, createdAt} = key
  return {...base, active, lastUsed, uses, ...(createdAt === undefined ? {} : {createdAt})}
}

function lookupsOf(context: Context) {
  const turns = (region: string) => makeKeyLookups(context, region, makeTurns(context, LOOKUP_SPACING_MS))
  return {keySeries: new Set<string>(), lookups: turns}
}

async function findApiKey(
  context: Context,
  secret: ResolvedSecret,
  {current, old}: Held,
  words: readonly string[],
): Promise<Ending> {
  const found = apiKeyIn(old.value, secret.description.tags)
  const apiId = found?.apiId ?? apiIdTag(secret.description).apiId
  if (found === undefined || apiId === undefined) throw noApi(secret, words, undefined)
  const keys = await context.aws(secret.scope).appsync.apiKeys(apiId, {signal: context.signal})
  if (keys === undefined) throw noApi(secret, words, apiId)
  const name = apiKeyName(found.key)
  const key = keyNamed(keys, name)
  const replacedAt = replacedSince(secret, current)
  return {
    kind: 'appsync-key',
    apiId,
    key: found.key,
    name,
    ...(key === undefined ? {} : {expiresAt: key.expiresAt}),
    ...(replacedAt === undefined ? {} : {replacedAt}),
  }
}

/**
 * The old value was in use until AWSCURRENT moved, which may be long after the new one was written: at a late end of a
 * rotation, or a rollback. Nobody says when, but the secret has changed then or later.
 */
function replacedSince({description}: ResolvedSecret, {createdAt}: Held['current']): number | undefined {
  const {lastChangedAt} = description
  return createdAt === undefined || lastChangedAt === undefined ? undefined : Math.max(createdAt, lastChangedAt)
}
