// Rotates one user's password at the login service. The secret is JSON: {"url", "user", "password", …}.
// The service knows one password per user, so setSecret ends the old one: a credential of kind "rep".
// Simulations call `makeHandler` with clients of their own.
import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'

/**
 * @param {{secrets: {send(command: object): Promise<any>}, ask: (url: string, path: string, body: object) => Promise<number>,
 *   env: Record<string, string | undefined>, log: (text: string) => void}} world
 */
export function makeHandler({secrets, ask, env, log}) {
  const steps = {createSecret, setSecret, testSecret, finishSecret}

  async function handler(event) {
    const {Step: step, SecretId: secretId, ClientRequestToken: token} = event ?? {}
    for (const [name, value] of Object.entries({Step: step, SecretId: secretId, ClientRequestToken: token})) {
      if (typeof value !== 'string' || value === '') throw new Error(`event has no ${name}`)
    }
    if (!Object.hasOwn(steps, step)) throw new Error(`unknown step for ${secretId}`)
    log(`${step} ${secretId} version ${token}`)
    const description = await secrets.send(new DescribeSecretCommand({SecretId: secretId}))
    if (description.RotationEnabled === false) throw new Error(`rotation of ${secretId} is off`)
    const labels = description.VersionIdsToStages?.[token]
    if (labels === undefined) throw new Error(`${secretId} has no labelled version ${token}`)
    if (labels.includes('AWSCURRENT')) return
    if (!labels.includes('AWSPENDING')) throw new Error(`version ${token} of ${secretId} is not AWSPENDING`)
    await steps[step]({secretId, token, rotationToken: event.RotationToken, versions: description.VersionIdsToStages})
  }

  async function createSecret({secretId, token, rotationToken}) {
    const current = await valueOf(secretId, {VersionStage: 'AWSCURRENT'})
    if (current === undefined) throw new Error(`${secretId} has no AWSCURRENT value: store a first value`)
    if ((await valueOf(secretId, {VersionId: token, VersionStage: 'AWSPENDING'})) !== undefined) return
    const generated = await secrets.send(
      new GetRandomPasswordCommand({PasswordLength: 32, ExcludeCharacters: '/@"\'\\'}),
    )
    const value = JSON.stringify({...current, password: generated.RandomPassword})
    try {
      await secrets.send(
        new PutSecretValueCommand({
          SecretId: secretId,
          ClientRequestToken: token,
          SecretString: value,
          VersionStages: ['AWSPENDING'],
          ...(rotationToken === undefined ? {} : {RotationToken: rotationToken}),
        }),
      )
    } catch (error) {
      // The reply of an earlier Put may have been lost: the version then has a value, and that one counts.
      if (error.name !== 'ResourceExistsException') throw error
    }
  }

  async function setSecret({secretId, token, versions}) {
    const pending = await pendingValue(secretId, token)
    if (await accepts(pending)) return
    for (const label of ['AWSCURRENT', 'AWSPREVIOUS']) {
      if (!Object.values(versions).some(labels => labels.includes(label))) continue
      const old = await valueOf(secretId, {VersionStage: label})
      if (old === undefined) continue
      if (old.user !== pending.user || old.url !== pending.url)
        throw new Error(`${secretId}: pending names another login`)
      if (!(await accepts(old))) continue
      const change = {user: old.user, password: old.password, newPassword: pending.password}
      const status = await ask(pending.url, 'password', change)
      if (status !== 204) throw new Error(`the login service answered ${status} to the change`)
      return
    }
    throw new Error(`${secretId}: neither AWSPENDING nor AWSCURRENT nor AWSPREVIOUS logs in`)
  }

  async function testSecret({secretId, token}) {
    const pending = await pendingValue(secretId, token)
    if (env.TEST_URL !== undefined) pending.url = env.TEST_URL
    const status = await ask(pending.url, 'login', {user: pending.user, password: pending.password})
    if (status !== 204) throw new Error(`the login service answered ${status}`)
  }

  async function finishSecret({secretId, token, versions}) {
    await pendingValue(secretId, token)
    const current = Object.entries(versions).find(([, labels]) => labels.includes('AWSCURRENT'))?.[0]
    await secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: token,
        ...(current === undefined ? {} : {RemoveFromVersionId: current}),
      }),
    )
  }

  async function pendingValue(secretId, token) {
    const pending = await valueOf(secretId, {VersionId: token, VersionStage: 'AWSPENDING'})
    if (pending === undefined) throw new Error(`version ${token} of ${secretId} has no value yet`)
    return pending
  }

  /** The parsed value, or undefined when that version holds none. */
  async function valueOf(secretId, selector) {
    try {
      const {SecretString: text} = await secrets.send(new GetSecretValueCommand({SecretId: secretId, ...selector}))
      return parse(secretId, text)
    } catch (error) {
      if (error.name === 'ResourceNotFoundException') return undefined
      throw error
    }
  }

  async function accepts(value) {
    const status = await ask(value.url, 'login', {user: value.user, password: value.password})
    if (status !== 204 && status !== 401) throw new Error(`the login service answered ${status}`)
    return status === 204
  }

  return handler
}

function parse(secretId, text) {
  let value
  try {
    value = JSON.parse(text ?? '')
  } catch {
    // The parser's own message quotes the text, which is the secret.
    throw new Error(`${secretId} is not JSON`)
  }
  for (const field of ['url', 'user', 'password']) {
    if (typeof value?.[field] !== 'string') throw new Error(`${secretId} has no field ${field}`)
  }
  return value
}

async function post(url, path, body) {
  const signal = AbortSignal.timeout(60_000)
  const {status} = await fetch(`${url}/${path}`, {method: 'POST', body: JSON.stringify(body), signal})
  return status
}

export const handler = makeHandler({
  secrets: new SecretsManagerClient({maxAttempts: 4}),
  ask: post,
  env: process.env,
  log: text => console.log(text),
})
