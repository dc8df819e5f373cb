// A rotation function as it would be deployed: AWS's generic template with a target that takes anything. With
// FAILS_IN set it throws its secret out in that step, as careless functions do.
import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'

const client = new SecretsManagerClient({})

export async function handler({Step, SecretId, ClientRequestToken}) {
  const {RotationEnabled, VersionIdsToStages: stages} = await client.send(new DescribeSecretCommand({SecretId}))
  if (RotationEnabled !== true) throw new Error('not enabled for rotation')
  if (stages[ClientRequestToken].includes('AWSCURRENT')) return
  if (!stages[ClientRequestToken].includes('AWSPENDING')) throw new Error('not set as AWSPENDING')
  console.log(`step ${Step}`)
  if (Step === 'createSecret') await createSecret(SecretId, ClientRequestToken)
  if (Step === process.env.FAILS_IN) throw new Error('canary of the function')
  if (Step === 'finishSecret') await finishSecret(SecretId, ClientRequestToken, stages)
}

async function createSecret(SecretId, ClientRequestToken) {
  await client.send(new GetSecretValueCommand({SecretId, VersionStage: 'AWSCURRENT'}))
  try {
    await client.send(new GetSecretValueCommand({SecretId, VersionId: ClientRequestToken, VersionStage: 'AWSPENDING'}))
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error
    const {RandomPassword} = await client.send(new GetRandomPasswordCommand({ExcludeCharacters: '/@"\'\\'}))
    const VersionStages = ['AWSPENDING']
    await client.send(
      new PutSecretValueCommand({SecretId, ClientRequestToken, SecretString: RandomPassword, VersionStages}),
    )
  }
}

async function finishSecret(SecretId, ClientRequestToken, stages) {
  const current = Object.keys(stages).find(id => stages[id].includes('AWSCURRENT'))
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: ClientRequestToken,
      RemoveFromVersionId: current,
    }),
  )
}
