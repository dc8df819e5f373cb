// Alternates two users of a PostgreSQL server: {"host", "port", "username", "password", "dbname", "masterarn", …}. The user
// that AWSCURRENT does not name gets the new password, so that its own goes on working. The secret `masterarn` holds the
// login of a role that may change both.
import {setTimeout as sleep} from 'node:timers/promises'

import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import {Client, escapeIdentifier, escapeLiteral} from 'pg'

const FIELDS = ['host', 'username', 'password', 'dbname', 'masterarn']
/** What was just written is seen everywhere within five seconds. */
const PATIENCE_MS = [250, 500, 1000, 2000, 2000, 2000]

const secrets = new SecretsManagerClient({
  maxAttempts: 5,
  requestHandler: {connectionTimeout: 2000, requestTimeout: 4000, throwOnRequestTimeout: true},
})

const steps = {createSecret, setSecret, testSecret, finishSecret}

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

async function createSecret({secretId, token, rotationToken}) {
  if ((await storedText(secretId, {VersionId: token})) !== undefined) return
  const current = await currentValue(secretId)
  const username = otherUser(current.username)
  // 32 of 88 characters: 206 bits.
  const random = new GetRandomPasswordCommand({PasswordLength: 32, ExcludeCharacters: '"\'\\/@`'})
  const {RandomPassword: password} = await call(secrets, random)
  try {
    await call(
      secrets,
      new PutSecretValueCommand({
        SecretId: secretId,
        ClientRequestToken: token,
        SecretString: JSON.stringify({...current, username, password}),
        VersionStages: ['AWSPENDING'],
        ...(typeof rotationToken === 'string' ? {RotationToken: rotationToken} : {}),
      }),
    )
  } catch (error) {
    // It may have been stored all the same, or another invocation stored its own value: the version decides.
    const stored = await storedText(secretId, {VersionId: token}, error.isSure ? [] : PATIENCE_MS).catch(
      () => undefined,
    )
    if (stored === undefined) throw error
  }
}

async function setSecret({secretId, token}) {
  const current = await currentValue(secretId)
  const pending = await pendingValue(secretId, token)
  if (!isSamePair(current, pending) || pending.username !== otherUser(current.username)) {
    throw new Refusal('AWSPENDING does not name the other user of the pair of AWSCURRENT')
  }
  if (await logsIn(pending)) return
  const text = await storedText(current.masterarn, {VersionStage: 'AWSCURRENT'})
  const master = parse(text, 'the master secret', ['host', 'username', 'password'])
  if (!isSamePlace(master, pending)) throw new Refusal('the master secret is of another server')
  const user = escapeIdentifier(pending.username)
  const change = `ALTER ROLE ${user} PASSWORD ${escapeLiteral(pending.password)}`
  let failure = new Refusal('the server rejects the login of the master secret')
  try {
    if (await session(master, change)) return
  } catch (error) {
    failure = error
  }
  // The reply may have been lost.
  if (!(await logsIn(pending))) throw failure
}

async function testSecret({secretId, token}) {
  const pending = await pendingValue(secretId, token)
  // A test of the rotation brings a copy of AWSCURRENT, so both users are right here.
  if (!isSamePair(await currentValue(secretId), pending)) {
    throw new Refusal('AWSPENDING does not name a user of the pair of AWSCURRENT')
  }
  if (!(await logsIn(pending))) throw new Refusal('the server rejects AWSPENDING')
}

async function finishSecret(rotation) {
  const {secretId, token} = rotation
  const stored = await storedText(secretId, {VersionId: token}, PATIENCE_MS)
  if (stored === undefined) throw new Refusal('its version has no value')
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

async function pendingValue(secretId, token) {
  const text = await storedText(secretId, {VersionId: token, VersionStage: 'AWSPENDING'}, PATIENCE_MS)
  if (text === undefined) throw new Refusal('its version has no value')
  return parse(text, 'AWSPENDING')
}

function otherUser(username) {
  return username.endsWith('_clone') ? username.slice(0, -'_clone'.length) : `${username}_clone`
}

function isSamePair(current, pending) {
  const users = [current.username, otherUser(current.username)]
  return isSamePlace(current, pending) && current.masterarn === pending.masterarn && users.includes(pending.username)
}

function isSamePlace(one, other) {
  return one.host === other.host && String(one.port) === String(other.port)
}

async function currentValue(secretId) {
  const text = await storedText(secretId, {VersionStage: 'AWSCURRENT'})
  if (text === undefined) throw new Refusal('no version is AWSCURRENT: store a first value')
  return parse(text, 'AWSCURRENT')
}

function logsIn(value) {
  return session(value, 'SELECT 1')
}

/**
 * Whether the server let this login in and did as it was told; busy answers and cut connections are tried again, for a
 * third of the time limit at most: a step may have to ask twice.
 */
async function session(value, statement) {
  const until = Date.now() + 8000
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(value, statement)
    } catch (error) {
      const reason = error.code ?? error.message
      // Refused by the server itself, unless it only has no place or starts.
      const isPassing = !/^[0-9A-Z]{5}$/.test(reason) || /^(53|57P|08)/.test(reason)
      if (!isPassing || attempt === 5 || Date.now() > until) throw new Refusal(`the server: ${reason}`)
      await sleep(125 * 2 ** attempt)
    }
  }
}

async function once({host, port, username: user, password, dbname: database}, statement) {
  const client = new Client({
    host,
    port,
    user,
    password,
    database,
    connectionTimeoutMillis: 4000,
    query_timeout: 4000,
  })
  // What becomes of an idle connection is no concern of ours.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(statement)
    return true
  } catch (error) {
    if (error.code === '28P01') return false
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}

function parse(text, label, fields = FIELDS) {
  const value = jsonOf(text)
  if (value === undefined) throw new Refusal(`the value of ${label} is not a JSON object`)
  for (const field of fields) {
    if (typeof value[field] !== 'string' || value[field] === '') {
      throw new Refusal(`field ${field} of ${label} is not a text`)
    }
  }
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
