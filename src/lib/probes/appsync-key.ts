import {createHash} from 'node:crypto'
import type {AppSyncGateway} from '../aws/gateways.ts'
import {SecrotError} from '../errors.ts'
import {Sensitive} from '../sensitive.ts'
import {type KnownField, soughtName, textsOf} from './known-fields.ts'
import {isPlaceholder, placeholderAnswer} from './placeholder.ts'
import type {Probe, ProbeAnswer, ProbeClock, ProbeQuestion} from './probe.ts'
import {bytesOf, fieldsOf} from './values.ts'

/** For which secret the packaged rotator made a key, and for which of its versions. */
export interface ApiKeyMark {
  readonly secretArn: string
  readonly versionId: string
}

/** What the packaged rotator writes into the description of each key of a secret; undefined: nobody marked it. */
export function apiKeyMarkIn(description = ''): ApiKeyMark | undefined {
  const [, secretArn, versionId] = /^secrot: (\S+) version (\S+)/.exec(description) ?? []
  return secretArn === undefined || versionId === undefined ? undefined : {secretArn, versionId}
}

/** As AppSync makes them (https://docs.aws.amazon.com/appsync/latest/APIReference/API_ApiKey.html). */
const KEY = /^da2-[a-z0-9]{26}$/

/** A change of a key reaches the endpoint some seconds later; a rejection of a younger key counts from then on. */
export const API_KEY_SPREADS_MS = 30_000

export interface ApiKeyValue {
  readonly key: Sensitive
  /** Absent: the value does not say of which API it is. */
  readonly apiId?: string
}

/** What a key is called, since its id is the key: 130 random bits, so that a part of a digest tells nothing. */
export interface ApiKeyName {
  readonly last4: string
  /** The first 16 hex digits of its SHA-256. */
  readonly sha256: string
}

export function apiKeyName(key: Sensitive): ApiKeyName {
  const bytes = bytesOf(key)
  return {
    last4: bytes.toString('utf8').slice(-4),
    sha256: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
  }
}

/** The key of this name among those of an API. */
export function keyNamed<Listed extends {readonly key: Sensitive}>(
  keys: readonly Listed[] | undefined,
  {sha256}: ApiKeyName,
): Listed | undefined {
  return keys?.find(({key}) => apiKeyName(key).sha256 === sha256)
}

const FIELD: KnownField = {
  name: 'apiKey',
  spellings: ['apikey', 'appsyncapikey', 'graphqlapikey', 'xapikey', 'key'],
  tag: 'secrot:api-key-field',
}
const API_ID: KnownField = {
  name: 'apiId',
  spellings: ['apiid', 'appsyncapiid', 'graphqlapiid', 'appsyncid', 'graphqlid'],
  tag: 'secrot:api-id-field',
}

/** Tags of the secret: they may name the fields. */
type Tags = Readonly<Record<string, string>>

/**
 * The API key inside a value: a field, whichever way it is written, or the whole text; undefined when it has none. What has
 * not the form of a key is none, whatever its field is called: it must not go to AppSync, nor be told by a digest.
 */
export function apiKeyIn(value: Sensitive, tags: Tags): ApiKeyValue | undefined {
  const key = candidates(value, tags).flatMap(text => keyIn(text) ?? [])[0]
  const apiId = apiIdIn(value, tags)
  if (key === undefined) return undefined
  return {key, ...(apiId === undefined ? {} : {apiId})}
}

/** Whether a text like a key stands anywhere in a value, under whatever name: then nobody may say that it holds none. */
export function mayHoldApiKey(value: Sensitive): boolean {
  return /da2-[a-z0-9]{26}/.test(bytesOf(value).toString('utf8'))
}

/** The API that a value names, whatever it holds as the key. */
export function apiIdIn(value: Sensitive, tags: Tags): string | undefined {
  return textsOf(fieldsOf(value) ?? {}, API_ID, tags)[0]
}

/** What a value without an API key lacks, in words without any part of it. */
export function lackingApiKey(tags: Tags): string {
  return `has no API key in it: looked for da2-… in ${soughtName(FIELD, tags)}`
}

/** A text without fields is the key itself, unless a field is named. */
function candidates(value: Sensitive, tags: Tags): readonly string[] {
  const fields = fieldsOf(value)
  if (fields !== undefined) return textsOf(fields, FIELD, tags)
  return tags[FIELD.tag] === undefined ? [bytesOf(value).toString('utf8')] : []
}

function keyIn(text: string): Sensitive | undefined {
  const trimmed = text.trim()
  return KEY.test(trimmed) ? new Sensitive(trimmed) : undefined
}

/**
 * Asks the API: a GraphQL request with the key, which any schema answers. A refused key that AppSync does not list is gone.
 * `apiId`: for values that do not say it; absent: of such a value nothing can be asked.
 */
export function appSyncKeyProbe(options: {
  readonly appsync: AppSyncGateway
  readonly clock: ProbeClock
  readonly tags: Tags
  readonly apiId?: string
}): Probe {
  const {appsync, clock, tags} = options
  const unknown = (reason: string): ProbeAnswer => ({kind: 'unknown', at: clock.now(), reason})
  const askOnce = async (question: ProbeQuestion): Promise<ProbeAnswer> => {
    const {value} = question
    const found = apiKeyIn(value, tags)
    if (found === undefined)
      return candidates(value, tags).some(text => isPlaceholder(text))
        ? placeholderAnswer(clock.now())
        : unknown(`the value ${lackingApiKey(tags)}`)
    const apiId = found.apiId ?? options.apiId
    if (apiId === undefined) return unknown('neither the value nor the tag secrot:api-id says of which API the key is')
    const {signal} = question
    const api = await appsync.api(apiId, {signal})
    if (api === undefined) return unknown(`there is no AppSync API ${apiId} in this account and region`)
    if (!api.takesKeys) return unknown(`API ${apiId} takes no keys`)
    if (api.url === undefined) return unknown(`AppSync names no address of API ${apiId}`)
    const status = await appsync.query({url: api.url, key: found.key}, {signal})
    if (status === 200) return {kind: 'yes', at: clock.now(), identity: `API ${apiId}`}
    // https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html: a key that is not valid is unauthorized.
    if (status !== 401) return unknown(`the API answered HTTP ${status}`)
    const listed = await appsync.apiKeys(apiId, {signal})
    const isThere = keyNamed(listed, apiKeyName(found.key)) !== undefined
    return {kind: isThere ? 'no' : 'gone', at: clock.now()}
  }
  const ask = async (question: ProbeQuestion): Promise<ProbeAnswer> => {
    try {
      return await askOnce(question)
    } catch (error) {
      if (!(error instanceof SecrotError) || question.signal.aborted) throw error
      return unknown(error.message)
    }
  }
  return {
    kind: 'appsync-key',
    name: 'AppSync',
    wantsSelfCheck: false,
    async ask(question) {
      const answer = await ask(question)
      const young = API_KEY_SPREADS_MS - (clock.now() - (question.createdAt ?? 0))
      if (answer.kind !== 'no' || answer.how !== undefined || young <= 0) return answer
      await clock.sleep(young, question.signal)
      return ask(question)
    },
  }
}
