// Rotates a random value that no target knows: the field FIELD (absent: password) of a JSON secret. Other fields stay.
import {setTimeout as sleep} from 'node:timers/promises'

import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'

const FIELD = process.env.FIELD ?? 'password'
/** What was just written is seen everywhere within five seconds. */
const PATIENCE_MS = [250, 500, 1000, 2000, 2000, 2000]

const secrets = new SecretsManagerClient({
  maxAttempts: 5,
  requestHandler: {connectionTimeout: 2000, requestTimeout: 4000, throwOnRequestTimeout: true},
})

const steps = {createSecret, setSecret: pendingValue, testSecret: pendingValue, finishSecret}

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
  const text = await storedText(secretId, {VersionStage: 'AWSCURRENT'})
  if (text === undefined) throw new Refusal('no version is AWSCURRENT: store a first value')
  const current = parse(text, 'AWSCURRENT')
  // 32 of 88 characters: 206 bits.
  const random = new GetRandomPasswordCommand({PasswordLength: 32, ExcludeCharacters: '"\'\\/@`'})
  const {RandomPassword: password} = await call(secrets, random)
  try {
    await call(
      secrets,
      new PutSecretValueCommand({
        SecretId: secretId,
        ClientRequestToken: token,
        SecretString: JSON.stringify({...current, [FIELD]: password}),
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

/** The value of the version being rotated to. No target knows it, so setSecret and testSecret do no more. */
async function pendingValue({secretId, token}) {
  const text = await storedText(secretId, {VersionId: token, VersionStage: 'AWSPENDING'}, PATIENCE_MS)
  if (text === undefined) throw new Refusal('its version has no value')
  parse(text, 'AWSPENDING')
}

function parse(text, label) {
  const value = jsonOf(text)
  if (value === undefined) throw new Refusal(`the value of ${label} is not a JSON object`)
  if (typeof value[FIELD] !== 'string' || value[FIELD] === '')
    throw new Refusal(`field ${FIELD} of ${label} is not a text`)
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
