// Rotates an API key of AppSync: {"apiId", "apiKey", "url", …}; without url the API is asked for its GraphQL endpoint.
// The first value may hold anything as the key. The new key stands beside the old one; finishSecret lets the key of
// AWSPREVIOUS, which is about to lose its label, expire a day later.
//
// The id of a key is the key, so it is neither logged nor part of an error. The description of a key says which secret
// rotates it and which version it was made for: a key of no labelled version is what a stopped rotation left behind.
import {createHash} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'

import {
  AppSyncClient,
  CreateApiKeyCommand,
  DeleteApiKeyCommand,
  GetGraphqlApiCommand,
  ListApiKeysCommand,
  UpdateApiKeyCommand,
} from '@aws-sdk/client-appsync'
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'

const FIELDS = ['apiId', 'apiKey']
const HOUR = 3600
const DAY = 24 * HOUR
const OVERLAP = Number(process.env.OVERLAP_HOURS ?? 24) * HOUR
/** AppSync measures lives with its own clock, and this one may be wrong by a few minutes. */
const CLOCK_ERROR = 600
/** What was just written is seen everywhere within five seconds. */
const PATIENCE_MS = [250, 500, 1000, 2000, 2000, 2000]
/** A new key is known everywhere within half a minute. */
const KEY_SPREAD_MS = 30_000

const options = {
  maxAttempts: 5,
  requestHandler: {connectionTimeout: 2000, requestTimeout: 4000, throwOnRequestTimeout: true},
}
const secrets = new SecretsManagerClient(options)
const appsync = new AppSyncClient(options)

const steps = {createSecret, setSecret: pendingKey, testSecret, finishSecret}

export async function handler(event) {
  const {Step: step, SecretId: secretId, ClientRequestToken: token, RotationToken: rotationToken} = event ?? {}
  for (const [name, value] of Object.entries({Step: step, SecretId: secretId, ClientRequestToken: token})) {
    if (typeof value !== 'string' || value === '') throw new Error(`The event has no ${name}.`)
  }
  const rotation = {secretId, token, rotationToken}
  try {
    if (!Object.hasOwn(steps, step)) throw new Refusal('this is none of the four steps')
    const description = await describe(rotation)
    if (isCurrent(description, token)) return
    await steps[step]({...rotation, description})
    console.log(`${step} of ${secretId}, version ${token}: done`)
  } catch (error) {
    const reason = error instanceof Refusal || error instanceof CallFailed ? error.message : error.name
    throw new Error(`${step} of ${secretId}, version ${token}: ${reason}`, {cause: error})
  }
}

async function createSecret(rotation) {
  const {secretId, token, rotationToken, description} = rotation
  if (await hasValue(rotation)) return
  const current = await currentValue(secretId)
  const {apiId} = current
  const keys = await keysOf(apiId)
  await claim(rotation, current, keys)
  const made = keys.filter(key => isMadeFor(description, key, token))
  // This rotation was here before: what it stored may not be seen by every reader yet.
  if (made.length > 0 && (await hasValue(rotation, PATIENCE_MS))) return
  if (!(await endWhatIsLeft(rotation, apiId, keys))) return
  const own = made[0] ?? (await makeKey(rotation, apiId))
  if (own === undefined) return
  for (const {id} of made.slice(1)) await deleteKey(apiId, id)
  try {
    await call(
      secrets,
      new PutSecretValueCommand({
        SecretId: secretId,
        ClientRequestToken: token,
        SecretString: JSON.stringify({...current, apiKey: own.id}),
        VersionStages: ['AWSPENDING'],
        ...(typeof rotationToken === 'string' ? {RotationToken: rotationToken} : {}),
      }),
    )
  } catch (error) {
    // It may have been stored all the same, or another invocation stored its own key: the version decides.
    const stored = await storedText(secretId, {VersionId: token}, error.isSure ? [] : PATIENCE_MS).catch(() => 'unread')
    if (stored === 'unread') throw error
    if (jsonOf(stored)?.apiKey !== own.id) await deleteKey(apiId, own.id)
    if (stored === undefined) throw error
  }
}

/** Says on the current key which secret rotates it. Throws when that is another one. */
async function claim({description}, {apiId, apiKey}, keys) {
  // A first value may hold anything; what is not a key of the API claims nothing.
  const key = keys.find(({id}) => id === apiKey)
  if (key === undefined) return
  const secret = ownerOf(key)
  if (secret !== undefined && secret !== marked(description))
    throw new Refusal('another secret rotates the current key')
  const version = holderOf(description, 'AWSCURRENT')
  if (secret !== undefined || version === undefined) return
  const text = [`${marked(description)} version ${version}`, key.description].filter(Boolean).join(' | ')
  await call(appsync, new UpdateApiKeyCommand({apiId, id: apiKey, description: text}))
}

/** Deletes keys of this secret that no labelled version holds, unless they end by themselves; false: all is done. */
async function endWhatIsLeft({secretId, token, description}, apiId, keys) {
  const versions = Object.keys(description.VersionIdsToStages)
  const left = keys.filter(key => ownerOf(key) === marked(description) && !versions.includes(versionOf(key)))
  if (left.length === 0) return true
  const held = new Set()
  for (const VersionId of versions) {
    const text = await storedText(secretId, {VersionId})
    if (VersionId === token && text !== undefined) return false
    held.add(jsonOf(text)?.apiKey)
  }
  for (const {id, expires} of left) {
    const isEnding = expires > now() && expires <= now() + DAY + 2 * HOUR
    if (!held.has(id) && !isEnding) await deleteKey(apiId, id)
  }
  return true
}

/** A new key, or undefined where an invocation beside this one has stored its own. */
async function makeKey(rotation, apiId) {
  const {description, token} = rotation
  const text = `${marked(description)} version ${token}`
  const create = new CreateApiKeyCommand({apiId, description: text, expires: endOfLife(description)})
  const {apiKey: key, $metadata: answer} = await call(appsync, create)
  if (answer.attempts === 1) return key
  // A reply was lost or late, so an earlier attempt may have made a key too.
  const others = (await keysOf(apiId)).filter(other => isMadeFor(description, other, token) && other.id !== key.id)
  if (await hasValue(rotation)) {
    await deleteKey(apiId, key.id)
    return undefined
  }
  for (const {id} of others) await deleteKey(apiId, id)
  return key
}

/** Two periods and the overlap ahead, since a rotation may fail, and at most 365 days. Full hours, in seconds. */
function endOfLife({RotationRules: {AutomaticallyAfterDays: days = 365} = {}}) {
  const wanted = Math.ceil((now() + 2 * days * DAY + OVERLAP) / HOUR) * HOUR
  const longest = Math.floor((now() + 365 * DAY - CLOCK_ERROR) / HOUR) * HOUR
  return Math.min(wanted, longest)
}

async function deleteKey(apiId, id) {
  try {
    await call(appsync, new DeleteApiKeyCommand({apiId, id}))
  } catch (error) {
    // Another invocation of this step was faster.
    if (error.code !== 'NotFoundException') throw error
  }
}

/** The pending value, when its key is a live key of the API that is current. */
async function pendingKey({secretId, token}) {
  const text = await storedText(secretId, {VersionId: token, VersionStage: 'AWSPENDING'}, PATIENCE_MS)
  if (text === undefined) throw new Refusal('its version has no value')
  const pending = parse(text, 'AWSPENDING')
  const current = await currentValue(secretId)
  if (pending.apiId !== current.apiId || pending.url !== current.url) {
    throw new Refusal('AWSPENDING and AWSCURRENT name different APIs')
  }
  const key = (await keysOf(pending.apiId)).find(({id}) => id === pending.apiKey)
  if (key === undefined || key.expires <= now()) throw new Refusal('the pending key is not a live key of its API')
  return pending
}

async function testSecret(rotation) {
  const {apiId, apiKey, url} = await pendingKey(rotation)
  const endpoint = url ?? (await call(appsync, new GetGraphqlApiCommand({apiId}))).graphqlApi.uris.GRAPHQL
  for (let wait = 250, waited = 0; ; waited += wait, wait = Math.min(wait * 2, 2000)) {
    const answer = await query(endpoint, apiKey)
    if (answer === 200) return
    const isPassing = typeof answer === 'string' || answer === 401 || answer === 429 || answer >= 500
    const spent = waited >= KEY_SPREAD_MS || (typeof answer === 'string' && waited >= 4000)
    if (!isPassing || spent) throw new Refusal(`the GraphQL endpoint does not take the pending key: ${answer}`)
    await sleep(wait)
  }
}

/** The status of a query that every schema answers, or why there is none. */
async function query(endpoint, apiKey) {
  try {
    const headers = {'content-type': 'application/json', 'x-api-key': apiKey}
    const body = JSON.stringify({query: '{__typename}'})
    const {status} = await fetch(endpoint, {method: 'POST', headers, body, signal: AbortSignal.timeout(4000)})
    return status
  } catch (error) {
    return error.cause?.code ?? error.name
  }
}

async function finishSecret(rotation) {
  const {secretId, token} = rotation
  const stored = await storedText(secretId, {VersionId: token}, PATIENCE_MS)
  if (stored === undefined) throw new Refusal('its version has no value')
  await retirePrevious(rotation)
  let {description} = rotation
  for (const wait of [...PATIENCE_MS, undefined]) {
    try {
      const from = holderOf(description, 'AWSCURRENT')
      const move = {SecretId: secretId, VersionStage: 'AWSCURRENT', MoveToVersionId: token}
      if (from !== undefined) move.RemoveFromVersionId = from
      await call(secrets, new UpdateSecretVersionStageCommand(move))
      return
    } catch (error) {
      // The move may have happened, or the labels were those of a moment ago.
      description = await describe(rotation)
      if (isCurrent(description, token)) return
      if (error.code !== 'InvalidParameterException' || wait === undefined) throw error
      await sleep(wait)
    }
  }
}

/** Lets the key of AWSPREVIOUS expire: AppSync takes a day ahead at least, and its overlap must be over. */
async function retirePrevious({secretId, token, description}) {
  const previous = holderOf(description, 'AWSPREVIOUS')
  if (previous === undefined || description.VersionIdsToStages[previous].length > 1) return
  const values = new Map()
  for (const VersionId of Object.keys(description.VersionIdsToStages)) {
    values.set(VersionId, jsonOf(await storedText(secretId, {VersionId})) ?? {})
  }
  const {apiId} = values.get(token)
  const old = values.get(previous)
  const others = [...values].filter(([id]) => id !== previous).map(([, {apiKey}]) => apiKey)
  if (old.apiId !== apiId || others.includes(old.apiKey)) return
  const key = (await keysOf(apiId)).find(({id}) => id === old.apiKey)
  if (key === undefined || (ownerOf(key) ?? marked(description)) !== marked(description)) return
  const replacedAt = (description.LastRotatedDate?.getTime() ?? 0) / 1000
  const least = Math.max(now() + DAY + CLOCK_ERROR, replacedAt + OVERLAP)
  const expires = Math.ceil(least / HOUR) * HOUR
  // A life that ends earlier is not made longer, and an ended one does not begin again.
  if (key.expires <= expires) return
  await call(appsync, new UpdateApiKeyCommand({apiId, id: key.id, expires}))
  console.log(`${secretId}: the key of AWSPREVIOUS expires at ${new Date(expires * 1000).toISOString()}`)
}

const now = () => Math.floor(Date.now() / 1000)

function marked({ARN: arn}) {
  return `rotated by ${createHash('sha256').update(arn).digest('hex').slice(0, 32)}`
}

/** How a key names the secret that rotates it; undefined where none does. */
function ownerOf({description = ''}) {
  return /^rotated by [0-9a-f]{32}/.exec(description)?.[0]
}

function versionOf({description = ''}) {
  return /^rotated by [0-9a-f]{32} version (\S+)/.exec(description)?.[1]
}

function isMadeFor(description, key, token) {
  return ownerOf(key) === marked(description) && versionOf(key) === token
}

async function keysOf(apiId) {
  const keys = []
  for (let nextToken; ;) {
    const page = await call(appsync, new ListApiKeysCommand({apiId, nextToken}))
    keys.push(...page.apiKeys)
    nextToken = page.nextToken
    if (!nextToken) return keys
  }
}

async function hasValue({secretId, token}, waits = []) {
  return (await storedText(secretId, {VersionId: token}, waits)) !== undefined
}

/** The secret, when its version `token` is the one being rotated to or is current already. */
async function describe({secretId, token}) {
  for (const wait of [...PATIENCE_MS, undefined]) {
    const description = await call(secrets, new DescribeSecretCommand({SecretId: secretId}))
    if (description.RotationEnabled === false) throw new Refusal('rotation is off')
    const labels = description.VersionIdsToStages?.[token]
    if (labels?.includes('AWSPENDING') || labels?.includes('AWSCURRENT')) return description
    if (labels !== undefined) throw new Refusal('the version is neither AWSPENDING nor AWSCURRENT')
    // Labels may be those of a moment ago.
    if (wait !== undefined) await sleep(wait)
  }
  throw new Refusal('the secret has no such version')
}

function holderOf({VersionIdsToStages: versions = {}}, label) {
  return Object.keys(versions).find(id => versions[id].includes(label))
}

function isCurrent(description, token) {
  return holderOf(description, 'AWSCURRENT') === token
}

/** Text of a version; undefined where there is none after the waits. */
async function storedText(secretId, selector, waits = []) {
  for (const wait of [...waits, undefined]) {
    try {
      const read = await call(secrets, new GetSecretValueCommand({SecretId: secretId, ...selector}))
      // A binary value has no text.
      return read.SecretString ?? ''
    } catch (error) {
      // InvalidRequestException: the version has not got the label yet.
      if (error.code !== 'ResourceNotFoundException' && (error.code !== 'InvalidRequestException' || !wait)) throw error
      if (wait !== undefined) await sleep(wait)
    }
  }
  return undefined
}

async function currentValue(secretId) {
  const text = await storedText(secretId, {VersionStage: 'AWSCURRENT'})
  if (text === undefined) throw new Refusal('no version is AWSCURRENT: store a first value')
  return parse(text, 'AWSCURRENT')
}

function parse(text, label) {
  const value = jsonOf(text)
  if (value === undefined) throw new Refusal(`the value of ${label} is not a JSON object`)
  for (const field of FIELDS) {
    if (typeof value[field] !== 'string' || value[field] === '') {
      throw new Refusal(`field ${field} of ${label} is not a text`)
    }
  }
  if (!['string', 'undefined'].includes(typeof value.url)) throw new Refusal(`field url of ${label} is not a text`)
  return value
}

function jsonOf(text) {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && !Array.isArray(value) ? (value ?? undefined) : undefined
  } catch {
    // The parser's own message quotes the text, which is the secret.
    return undefined
  }
}

/** An AWS error without its text, which may quote the request. */
class CallFailed extends Error {
  constructor(operation, error) {
    super(`${operation} failed: ${error.code ?? error.name}`)
    this.code = error.name
    // The service refused the first and only attempt, so nothing has happened, now or before.
    const {attempts, httpStatusCode: status} = error.$metadata ?? {}
    this.isSure = attempts === 1 && status < 500 && error.name !== 'ResourceExistsException'
  }
}

class Refusal extends Error {}

async function call(client, command) {
  try {
    return await client.send(command)
  } catch (error) {
    throw new CallFailed(command.constructor.name.replace(/Command$/, ''), error)
  }
}
