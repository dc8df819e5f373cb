// Rotates one user's password at the login service. The secret is JSON: {"url", "user", "password", …}.
// The service knows one password per user, so setSecret ends the old one: a credential of kind "rep".
// `POST <url>/login` answers 204 or 401; `POST <url>/password` replaces the password of whoever logs in.
// Simulations call `makeHandler` with clients of their own.
import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'

/** What was just written is seen everywhere within five seconds. */
const PATIENCE_MS = [250, 500, 1000, 2000, 2000, 2000]
/** The login service is slow at times; a rotation waits for it as long as one answer may take. */
const ANSWER_MS = 25_000

/**
 * @param {{secrets: {send(command: object): Promise<any>}, ask: (url: string, path: string, body: object) => Promise<number>,
 *   sleep: (ms: number) => Promise<unknown>, env: Record<string, string | undefined>, log: (text: string) => void}} world
 */
export function makeHandler({secrets, ask, sleep, env, log}) {
  const steps = {createSecret, setSecret, testSecret, finishSecret}

  async function handler(event) {
    const {Step: step, SecretId: secretId, ClientRequestToken: token, RotationToken: rotationToken} = event ?? {}
    for (const [name, value] of Object.entries({Step: step, SecretId: secretId, ClientRequestToken: token})) {
      if (typeof value !== 'string' || value === '') throw new Error(`event has no ${name}`)
    }
    try {
      if (!Object.hasOwn(steps, step)) throw new Refusal('this is none of the four steps')
      log(`${step} ${secretId} version ${token}`)
      const versions = await describe({secretId, token})
      if (versions[token].includes('AWSCURRENT')) return
      await steps[step]({secretId, token, rotationToken, versions})
    } catch (error) {
      const reason = error instanceof Refusal || error instanceof CallFailed ? error.message : error.name
      throw new Error(`${step} of ${secretId}, version ${token}: ${reason}`, {cause: error})
    }
  }

  async function createSecret({secretId, token, rotationToken}) {
    if ((await textOf(secretId, {VersionId: token})) !== undefined) return
    const current = await currentValue(secretId)
    const random = new GetRandomPasswordCommand({PasswordLength: 32, ExcludeCharacters: '/@"\'\\'})
    const {RandomPassword: password} = await call(secrets, random)
    const put = {
      SecretId: secretId,
      ClientRequestToken: token,
      SecretString: JSON.stringify({...current, password}),
      VersionStages: ['AWSPENDING'],
      ...(typeof rotationToken === 'string' ? {RotationToken: rotationToken} : {}),
    }
    try {
      await call(secrets, new PutSecretValueCommand(put))
    } catch (error) {
      // It may have been stored all the same, or another invocation stored its own value: the version decides.
      const waits = error.isSure ? [] : PATIENCE_MS
      const stored = await textOf(secretId, {VersionId: token}, waits).catch(() => undefined)
      if (stored === undefined) throw error
    }
  }

  async function setSecret({secretId, token, versions}) {
    const pending = await pendingValue(secretId, token)
    if (await logsIn(pending)) return
    for (const label of ['AWSCURRENT', 'AWSPREVIOUS']) {
      if (holderOf(versions, label) === undefined) continue
      const old = parse(await textOf(secretId, {VersionStage: label}), label)
      if (!isSameLogin(old, pending)) throw new Refusal(`AWSPENDING and ${label} name different logins`)
      if (await logsIn(old)) return replacePassword(old, pending)
    }
    throw new Refusal('neither AWSPENDING nor AWSCURRENT nor AWSPREVIOUS logs in')
  }

  async function replacePassword({url, user, password}, pending) {
    let failure = new Refusal('the login service refused to replace the password')
    try {
      if (await isDone(url, 'password', {user, password, newPassword: pending.password})) return
    } catch (error) {
      failure = error
    }
    // The reply may have been lost, and then the old password is no longer taken.
    if (!(await logsIn(pending))) throw failure
  }

  async function testSecret({secretId, token}) {
    const pending = await pendingValue(secretId, token)
    const url = env.TEST_URL ?? pending.url
    if (!(await logsIn({...pending, url}))) throw new Refusal('the login service rejects AWSPENDING')
  }

  async function finishSecret({secretId, token, versions: seen}) {
    const stored = await textOf(secretId, {VersionId: token}, PATIENCE_MS)
    if (stored === undefined) throw new Refusal('its version has no value')
    let versions = seen
    for (const wait of [...PATIENCE_MS, undefined]) {
      const from = holderOf(versions, 'AWSCURRENT')
      const move = {SecretId: secretId, VersionStage: 'AWSCURRENT', MoveToVersionId: token}
      if (from !== undefined) move.RemoveFromVersionId = from
      try {
        await call(secrets, new UpdateSecretVersionStageCommand(move))
        return
      } catch (error) {
        // The move may have happened, or the labels were those of a moment ago.
        versions = await describe({secretId, token})
        if (versions[token].includes('AWSCURRENT')) return
        if (error.code !== 'InvalidParameterException' || wait === undefined) throw error
        await sleep(wait)
      }
    }
  }

  /** Labels by version, when that of `token` is the one being rotated to or is current already. */
  async function describe({secretId, token}) {
    for (const wait of [...PATIENCE_MS, undefined]) {
      const description = await call(secrets, new DescribeSecretCommand({SecretId: secretId}))
      if (description.RotationEnabled === false) throw new Refusal('rotation is off')
      const labels = description.VersionIdsToStages?.[token]
      if (labels?.includes('AWSPENDING') || labels?.includes('AWSCURRENT')) return description.VersionIdsToStages
      if (labels !== undefined) throw new Refusal('the version is neither AWSPENDING nor AWSCURRENT')
      // Labels may be those of a moment ago.
      if (wait !== undefined) await sleep(wait)
    }
    throw new Refusal('the secret has no such version')
  }

  /** Text of a version; undefined where there is none after the waits. */
  async function textOf(secretId, selector, waits = []) {
    for (const wait of [...waits, undefined]) {
      try {
        const read = await call(secrets, new GetSecretValueCommand({SecretId: secretId, ...selector}))
        // A binary value has no text.
        return read.SecretString ?? ''
      } catch (error) {
        // InvalidRequestException: the version has not got the label yet.
        const isLate = error.code === 'InvalidRequestException' && wait !== undefined
        if (error.code !== 'ResourceNotFoundException' && !isLate) throw error
        if (wait !== undefined) await sleep(wait)
      }
    }
    return undefined
  }

  /** The value of the version being rotated to; it must be of the login that is current. */
  async function pendingValue(secretId, token) {
    const text = await textOf(secretId, {VersionId: token, VersionStage: 'AWSPENDING'}, PATIENCE_MS)
    if (text === undefined) throw new Refusal('its version has no value')
    const pending = parse(text, 'AWSPENDING')
    if (isSameLogin(await currentValue(secretId), pending)) return pending
    throw new Refusal('AWSPENDING and AWSCURRENT name different logins')
  }

  async function currentValue(secretId) {
    const text = await textOf(secretId, {VersionStage: 'AWSCURRENT'})
    if (text === undefined) throw new Refusal('no version is AWSCURRENT: store a first value')
    return parse(text, 'AWSCURRENT')
  }

  function logsIn({url, user, password}) {
    return isDone(url, 'login', {user, password})
  }

  /** Whether the login service said yes; busy answers and cut connections are tried again, silence is not. */
  async function isDone(url, path, body) {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await ask(url, path, body).catch(error => error.cause?.code ?? error.name)
      if (answer === 204) return true
      if (answer === 401) return false
      const isPassing = typeof answer === 'string' ? answer !== 'TimeoutError' : answer === 429 || answer >= 500
      if (!isPassing || attempt === 5) throw new Refusal(`the login service answered ${answer}`)
      await sleep(125 * 2 ** attempt)
    }
  }

  return handler
}

function holderOf(versions, label) {
  return Object.keys(versions).find(id => versions[id].includes(label))
}

function isSameLogin(one, other) {
  return one.url === other.url && one.user === other.user
}

function parse(text, label) {
  const value = jsonOf(text)
  if (value === undefined) throw new Refusal(`the value of ${label} is not a JSON object`)
  for (const field of ['url', 'user', 'password']) {
    if (typeof value[field] !== 'string' || value[field] === '')
      throw new Refusal(`field ${field} of ${label} is not a text`)
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

async function post(url, path, body) {
  const signal = AbortSignal.timeout(ANSWER_MS)
  const {status} = await fetch(`${url}/${path}`, {method: 'POST', body: JSON.stringify(body), signal})
  return status
}

export const handler = makeHandler({
  secrets: new SecretsManagerClient({
    maxAttempts: 5,
    requestHandler: {connectionTimeout: 2000, requestTimeout: 4000, throwOnRequestTimeout: true},
  }),
  ask: post,
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
  env: process.env,
  log: text => console.log(text),
})
