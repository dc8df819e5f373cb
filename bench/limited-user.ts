import {CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand} from '@aws-sdk/client-iam'
import {setTimeout} from 'node:timers/promises'

import {requestsPerSecond, signedRequest, type Endpoint} from './raw-client.ts'

/** A new key is honoured when it has spread, which takes some seconds. */
const LONGEST_SPREAD_MS = 60_000

/** A refusal among the statements, so that each request is weighed against more than one. */
const policy = {
  Version: '2012-10-17',
  Statement: [
    {Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*'},
    {Effect: 'Deny', Action: 'secretsmanager:*', Resource: 'arn:aws:secretsmanager:*:*:secret:other/*'},
  ],
}

/**
 * The same endpoint as a user whose policies decide on each request: the root key that a sandbox starts with may do
 * everything. Throws when a request with a forged signature is answered, since the figures would then be worth nothing.
 */
export async function asLimitedUser(endpoint: Endpoint): Promise<Endpoint> {
  const {url, region, accessKeyId, secretAccessKey} = endpoint
  const iam = new IAMClient({endpoint: url, region, credentials: {accessKeyId, secretAccessKey}})
  const UserName = 'bench'
  await iam.send(new CreateUserCommand({UserName}))
  await iam.send(new PutUserPolicyCommand({UserName, PolicyName: 'secrets', PolicyDocument: JSON.stringify(policy)}))
  const {AccessKey: key} = await iam.send(new CreateAccessKeyCommand({UserName}))
  iam.destroy()
  const user = {...endpoint, accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? ''}
  await untilHonoured(user)
  if (await isAnswered({...user, secretAccessKey: 'forged'})) throw new Error('a forged signature was accepted')
  return user
}

async function untilHonoured(user: Endpoint): Promise<void> {
  const startedAt = performance.now()
  while (!(await isAnswered(user))) {
    if (performance.now() - startedAt > LONGEST_SPREAD_MS) throw new Error('the new access key is not honoured')
    await setTimeout(500)
  }
}

async function isAnswered(user: Endpoint): Promise<boolean> {
  try {
    await requestsPerSecond(user, [await signedRequest(user, 'ListSecrets', {})], 1)
    return true
  } catch {
    return false
  }
}
