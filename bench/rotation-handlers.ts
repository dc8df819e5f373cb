/** A rotation function without a target, as people write them, in both languages. */
export const NODE_HANDLER = `
import {SecretsManagerClient, DescribeSecretCommand, GetRandomPasswordCommand, GetSecretValueCommand,
  PutSecretValueCommand, UpdateSecretVersionStageCommand} from '@aws-sdk/client-secrets-manager'
const client = new SecretsManagerClient({})
const pending = (SecretId, VersionId) =>
  client.send(new GetSecretValueCommand({SecretId, VersionId, VersionStage: 'AWSPENDING'}))
const steps = {
  async createSecret(SecretId, token) {
    try { return await pending(SecretId, token) }
    catch (error) { if (error.name !== 'ResourceNotFoundException') throw error }
    const {RandomPassword} = await client.send(new GetRandomPasswordCommand({PasswordLength: 32}))
    await client.send(new PutSecretValueCommand({SecretId, ClientRequestToken: token, SecretString: RandomPassword,
      VersionStages: ['AWSPENDING']}))
  },
  setSecret: pending,
  testSecret: pending,
  async finishSecret(SecretId, token, stages) {
    const current = Object.keys(stages).find(id => stages[id].includes('AWSCURRENT'))
    if (current !== token) await client.send(new UpdateSecretVersionStageCommand({SecretId, VersionStage: 'AWSCURRENT',
      MoveToVersionId: token, RemoveFromVersionId: current}))
  },
}
export const handler = async ({Step, SecretId, ClientRequestToken: token}) => {
  const {VersionIdsToStages} = await client.send(new DescribeSecretCommand({SecretId}))
  if (Step !== 'createSecret' && !VersionIdsToStages[token]?.includes('AWSPENDING')) throw new Error('not pending: ' + token)
  await steps[Step](SecretId, token, VersionIdsToStages)
}
`

export const PYTHON_HANDLER = `
import boto3
client = boto3.client("secretsmanager")
def handler(event, context):
    step, arn, token = event["Step"], event["SecretId"], event["ClientRequestToken"]
    stages = client.describe_secret(SecretId=arn)["VersionIdsToStages"]
    if step != "createSecret" and "AWSPENDING" not in stages.get(token, []):
        raise ValueError("not pending: " + token)
    if step == "createSecret":
        try:
            client.get_secret_value(SecretId=arn, VersionId=token, VersionStage="AWSPENDING")
        except client.exceptions.ResourceNotFoundException:
            password = client.get_random_password(PasswordLength=32)["RandomPassword"]
            client.put_secret_value(SecretId=arn, ClientRequestToken=token, SecretString=password,
                                    VersionStages=["AWSPENDING"])
    elif step == "finishSecret":
        current = next(version for version in stages if "AWSCURRENT" in stages[version])
        if current != token:
            client.update_secret_version_stage(SecretId=arn, VersionStage="AWSCURRENT",
                                               MoveToVersionId=token, RemoveFromVersionId=current)
    else:
        client.get_secret_value(SecretId=arn, VersionId=token, VersionStage="AWSPENDING")
`
