// Rotates an API key of AppSync and tries nothing twice. A note on the current key says that a rotation has made a key
// which is not stored yet. The next attempt takes the note back *before* it makes its own, so one death is cleaned up after
// and the second in a row is not.
import {
  AppSyncClient,
  CreateApiKeyCommand,
  DeleteApiKeyCommand,
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

const HOUR = 3600
const inHours = hours => Math.floor(Date.now() / 1000) + hours * HOUR
const once = {maxAttempts: 1, requestHandler: {requestTimeout: 4000, throwOnRequestTimeout: true}}
const secrets = new SecretsManagerClient(once)
const appsync = new AppSyncClient(once)
const AT_WORK = 'at work'

export async function handler({Step: step, SecretId, ClientRequestToken: token}) {
  try {
    if (step === 'createSecret') await createSecret(SecretId, token)
    if (step === 'finishSecret') await finishSecret(SecretId, token)
  } catch (error) {
    // The text of a refusal names the key, which is the secret.
    throw new Error(`${step}: ${error.name}`, {cause: error})
  }
}

async function createSecret(SecretId, token) {
  if (await isStored(SecretId, token)) return
  const {SecretString} = await secrets.send(new GetSecretValueCommand({SecretId}))
  const {apiId, apiKey} = JSON.parse(SecretString)
  const {apiKeys} = await appsync.send(new ListApiKeysCommand({apiId}))
  const wasAtWork = apiKeys.find(({id}) => id === apiKey).description === AT_WORK
  const left = wasAtWork ? apiKeys.filter(({description}) => description === token) : []
  for (const {id} of left) await appsync.send(new DeleteApiKeyCommand({apiId, id}))
  await appsync.send(new UpdateApiKeyCommand({apiId, id: apiKey, description: wasAtWork ? '' : AT_WORK}))
  const expires = inHours(300 * 24)
  const {apiKey: made} = await appsync.send(new CreateApiKeyCommand({apiId, description: token, expires}))
  await secrets.send(
    new PutSecretValueCommand({
      SecretId,
      ClientRequestToken: token,
      SecretString: JSON.stringify({apiId, apiKey: made.id}),
      VersionStages: ['AWSPENDING'],
    }),
  )
}

async function isStored(SecretId, VersionId) {
  try {
    await secrets.send(new GetSecretValueCommand({SecretId, VersionId}))
    return true
  } catch (error) {
    if (error.name === 'ResourceNotFoundException') return false
    throw error
  }
}

async function finishSecret(SecretId, token) {
  const {VersionIdsToStages: versions} = await secrets.send(new DescribeSecretCommand({SecretId}))
  if (versions[token].includes('AWSCURRENT')) return
  const holderOf = label => Object.keys(versions).find(id => versions[id].includes(label))
  const [current, previous] = [holderOf('AWSCURRENT'), holderOf('AWSPREVIOUS')]
  if (previous !== undefined) await retire(SecretId, previous)
  const move = {SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: token, RemoveFromVersionId: current}
  await secrets.send(new UpdateSecretVersionStageCommand(move))
}

/** Its version is about to lose the last label. */
async function retire(SecretId, VersionId) {
  const {SecretString} = await secrets.send(new GetSecretValueCommand({SecretId, VersionId}))
  const {apiId, apiKey: id} = JSON.parse(SecretString)
  await appsync.send(new UpdateApiKeyCommand({apiId, id, expires: inHours(25)}))
}
