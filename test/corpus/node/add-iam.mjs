// Rotates the access key of the IAM user that the secret names: {"username", "accessKeyId", "secretAccessKey", …}.
// The first value may hold anything as the key. The new key stands beside the old one, whose overlap is OVERLAP_HOURS;
// createSecret of the next rotation ends the old key, if nobody used it after the overlap.
//
// Two tags of the user say what no list of keys can: which secret rotates this user, and which rotation began to make
// a key when. A key made then that no labelled version holds is what a stopped rotation left behind.
import {createHash} from 'node:crypto'
import {setTimeout as sleep} from 'node:timers/promises'

import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'

const FIELDS = ['username', 'accessKeyId', 'secretAccessKey']
const CLAIM_TAG = 'rotation:secret'
const BEGUN_TAG = 'rotation:begun'
const OVERLAP_MS = Number(process.env.OVERLAP_HOURS ?? 24) * 3_600_000
/** No invocation lasts longer. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LONGEST_INVOCATION_MS = 900_000
/** What was just written is seen everywhere within five seconds. */
const PATIENCE_MS = [250, 500, 1000, 2000, 2000, 2000]
/** A new access key is known everywhere within half a minute. */
const KEY_SPREAD_MS = 30_000

const options = {
  maxAttempts: 5,
  requestHandler: {connectionTimeout: 2000, requestTimeout: 4000, throwOnRequestTimeout: true},
}
const secrets = new SecretsManagerClient(options)
const iam = new IAMClient(options)

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

async function createSecret(rotation) {
  const {secretId, token, description} = rotation
  if (await hasValue(rotation)) return
  const {value: current, storedAt} = await currentValue(secretId)
  const user = await claimedUser(current.username, description.ARN)
  // This rotation was here before: what it stored may not be seen by every reader yet.
  if (user.begun?.token === token && (await hasValue(rotation, PATIENCE_MS))) return
  const keys = await keysOf(current.username)
  const world = {...rotation, current, storedAt, user, isKey: keys.some(key => key.AccessKeyId === current.accessKeyId)}
  const spare = keys.filter(key => key.AccessKeyId !== current.accessKeyId)
  const left = spare.length === 0 ? [] : await endWhatMayEnd(world, spare)
  if (left === undefined) return
  await makeAndStore(world, [...keys.filter(key => !spare.includes(key)), ...left])
}

/** Ends keys that stopped rotations left and the one whose overlap is over. Those that stay; undefined: all is done. */
async function endWhatMayEnd(world, spare) {
  const {secretId, token, description} = world
  const holders = new Map()
  for (const [versionId, labels] of Object.entries(description.VersionIdsToStages)) {
    const held = await storedText(secretId, {VersionId: versionId})
    if (versionId === token && held !== undefined) return undefined
    const id = keyIdIn(held?.text)
    if (id !== undefined) holders.set(id, [...(holders.get(id) ?? []), ...labels])
  }
  const stay = []
  for (const key of spare) {
    const labels = holders.get(key.AccessKeyId)
    if (labels === undefined && isLeftBehind(world, key)) await endKey(world, key.AccessKeyId)
    else if (labels?.join() === 'AWSPREVIOUS' && (await isOver(world, key, spare.length > 1 || world.isKey))) {
      await endKey(world, key.AccessKeyId, 'wake')
      console.log(`${secretId}: access key ${key.AccessKeyId} of AWSPREVIOUS was deleted, its overlap is over`)
    } else stay.push(key)
  }
  return stay
}

function isLeftBehind({user: {begun}, token, description}, {AccessKeyId: id, CreateDate: madeAt}) {
  if (begun === undefined || begun.keys.includes(id)) return false
  if (begun.token !== token && description.VersionIdsToStages[begun.token] !== undefined) return false
  return madeAt.getTime() <= begun.at + LONGEST_INVOCATION_MS
}

/** Whether the overlap of the key of AWSPREVIOUS is over and nobody used it since. */
async function isOver({secretId, description, storedAt}, {AccessKeyId: id}, mustGo) {
  const replacedAt = Math.max(description.LastRotatedDate?.getTime() ?? 0, storedAt)
  const endsAt = replacedAt + OVERLAP_MS
  const {AccessKeyLastUsed: use = {}} = await call(iam, new GetAccessKeyLastUsedCommand({AccessKeyId: id}))
  let why
  if (Date.now() < endsAt) why = `its overlap lasts until ${new Date(endsAt).toISOString()}`
  if (use.LastUsedDate?.getTime() > endsAt) {
    why = `it was used at ${use.LastUsedDate.toISOString()} for ${use.ServiceName} in ${use.Region}`
  }
  if (why === undefined) return true
  const text = `access key ${id} of AWSPREVIOUS is left alone: ${why}`
  console.log(`${secretId}: ${text}`)
  if (mustGo) throw new Refusal(`the user has no room for another key; ${text}`)
  return false
}

/** Disables, proves that the current key works, deletes. `wake`: clients may have it, so a failure enables it. */
async function endKey({current, user, isKey}, id, wake) {
  const key = {UserName: current.username, AccessKeyId: id}
  try {
    await call(iam, new UpdateAccessKeyCommand({...key, Status: 'Inactive'}))
    if (isKey && (await callerOf(current)) !== user.arn) throw new Refusal('the current key is not the user’s own')
    await call(iam, new DeleteAccessKeyCommand(key))
  } catch (error) {
    // Another invocation of this step was faster.
    if (error.code === 'NoSuchEntityException') return
    console.log(`access key ${id} could not be ended: ${error.message}`)
    if (wake !== undefined) await call(iam, new UpdateAccessKeyCommand({...key, Status: 'Active'}))
    throw error
  }
}

async function makeAndStore(world, keys) {
  const {secretId, token, rotationToken, current, user} = world
  const before = keys.map(key => key.AccessKeyId)
  const begun = [token, Date.now(), ...before].join(' ')
  const Tags = [
    {Key: CLAIM_TAG, Value: user.claim},
    {Key: BEGUN_TAG, Value: begun},
  ]
  await call(iam, new TagUserCommand({UserName: current.username, Tags}))
  const made = await makeKey(world)
  if (made === undefined) return
  const own = made.AccessKey.AccessKeyId
  if (made.$metadata.attempts > 1) {
    // A reply was lost or late, so an earlier attempt may have made a key too.
    const others = (await keysOf(current.username)).map(key => key.AccessKeyId)
    if (await hasValue(world)) return endKey(world, own)
    for (const id of others) if (id !== own && !before.includes(id)) await endKey(world, id)
  }
  const value = {...current, accessKeyId: own, secretAccessKey: made.AccessKey.SecretAccessKey}
  try {
    await call(
      secrets,
      new PutSecretValueCommand({
        SecretId: secretId,
        ClientRequestToken: token,
        SecretString: JSON.stringify(value),
        VersionStages: ['AWSPENDING'],
        ...(typeof rotationToken === 'string' ? {RotationToken: rotationToken} : {}),
      }),
    )
  } catch (error) {
    // It may have been stored all the same, or another invocation stored its own key: the version decides.
    const stored = await storedText(secretId, {VersionId: token}, error.isSure ? [] : PATIENCE_MS).catch(() => 'unread')
    if (stored === 'unread') throw error
    if (keyIdIn(stored?.text) !== own) await endKey(world, own)
    if (stored === undefined) throw error
  }
}

async function makeKey(world) {
  try {
    return await call(iam, new CreateAccessKeyCommand({UserName: world.current.username}))
  } catch (error) {
    // An invocation beside this one may have taken the room, and done the work.
    if (error.code === 'LimitExceededException' && (await hasValue(world))) return undefined
    throw error
  }
}

async function setSecret({secretId, token}) {
  const pending = await pendingValue(secretId, token)
  const key = (await keysOf(pending.username)).find(key => key.AccessKeyId === pending.accessKeyId)
  if (key?.Status !== 'Active') throw new Refusal('the pending access key is not an active key of its user')
}

async function testSecret({secretId, token}) {
  const pending = await pendingValue(secretId, token)
  const {User: user} = await call(iam, new GetUserCommand({UserName: pending.username}))
  if ((await callerOf(pending)) !== user.Arn) throw new Refusal('the pending access key is somebody else’s')
}

async function finishSecret(rotation) {
  const {secretId, token} = rotation
  if (!(await hasValue(rotation, PATIENCE_MS))) throw new Refusal('its version has no value')
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

async function hasValue({secretId, token}, waits = []) {
  return (await storedText(secretId, {VersionId: token}, waits)) !== undefined
}

/** Text of a version and when it was stored; undefined where there is none after the waits. */
async function storedText(secretId, selector, waits = []) {
  for (const wait of [...waits, undefined]) {
    try {
      const read = await call(secrets, new GetSecretValueCommand({SecretId: secretId, ...selector}))
      return {text: read.SecretString, storedAt: read.CreatedDate.getTime()}
    } catch (error) {
      // InvalidRequestException: the version has not got the label yet.
      if (error.code !== 'ResourceNotFoundException' && (error.code !== 'InvalidRequestException' || !wait)) throw error
      if (wait !== undefined) await sleep(wait)
    }
  }
  return undefined
}

async function currentValue(secretId) {
  const stored = await storedText(secretId, {VersionStage: 'AWSCURRENT'})
  if (stored === undefined) throw new Refusal('no version is AWSCURRENT: store a first value')
  return {value: parse(stored.text, 'AWSCURRENT'), storedAt: stored.storedAt}
}

/** The value of the version being rotated to; it must be of the user whose key is current. */
async function pendingValue(secretId, token) {
  const stored = await storedText(secretId, {VersionId: token, VersionStage: 'AWSPENDING'}, PATIENCE_MS)
  if (stored === undefined) throw new Refusal('its version has no value')
  const pending = parse(stored.text, 'AWSPENDING')
  const {value: current} = await currentValue(secretId)
  if (pending.username !== current.username) throw new Refusal('AWSPENDING and AWSCURRENT name different users')
  return pending
}

function parse(text, label) {
  const value = jsonOf(text)
  if (value === undefined) throw new Refusal(`the value of ${label} is not a JSON object`)
  for (const field of FIELDS) {
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

function keyIdIn(text) {
  return jsonOf(text)?.accessKeyId
}

/** The user with what its tags say. Throws when another secret rotates it. */
async function claimedUser(username, secretArn) {
  const {User: user} = await call(iam, new GetUserCommand({UserName: username}))
  const tags = Object.fromEntries((user.Tags ?? []).map(({Key, Value}) => [Key, Value]))
  // A tag takes 256 characters, the ARN of a secret may have more.
  const claim = createHash('sha256').update(secretArn).digest('hex')
  if ((tags[CLAIM_TAG] ?? claim) !== claim) throw new Refusal(`another secret rotates the keys of ${user.Arn}`)
  const [token, at, ...keys] = tags[BEGUN_TAG]?.split(' ') ?? []
  return {arn: user.Arn, claim, begun: token === undefined ? undefined : {token, at: Number(at), keys}}
}

async function keysOf(username) {
  const keys = []
  for (let Marker; ;) {
    const page = await call(iam, new ListAccessKeysCommand({UserName: username, Marker}))
    keys.push(...page.AccessKeyMetadata)
    if (!page.IsTruncated) return keys
    Marker = page.Marker
  }
}

/** ARN of whoever calls with this key, once the key is known everywhere. */
async function callerOf({accessKeyId, secretAccessKey}) {
  const sts = new STSClient({...options, credentials: {accessKeyId, secretAccessKey}})
  try {
    for (let wait = 1000, waited = 0; ; waited += wait, wait = Math.min(wait * 2, 8000)) {
      try {
        const {Arn: arn} = await call(sts, new GetCallerIdentityCommand({}))
        return arn
      } catch (error) {
        if (error.code !== 'InvalidClientTokenId' || waited >= KEY_SPREAD_MS) throw error
      }
      await sleep(wait)
    }
  } finally {
    sts.destroy()
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
