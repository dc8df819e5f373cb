/** Two rotation functions that do the four steps as a handler should, one per runtime. Values are random texts. */
import {zipFiles} from '../../../src/lib/sandbox/runtime/zip.ts'

const node = `
import {
  DescribeSecretCommand, GetRandomPasswordCommand, GetSecretValueCommand, PutSecretValueCommand,
  SecretsManagerClient, UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'

const secrets = new SecretsManagerClient({})

export const handler = async ({SecretId, ClientRequestToken, Step}) => {
  console.log(Step)
  const {VersionIdsToStages: stages = {}} = await secrets.send(new DescribeSecretCommand({SecretId}))
  if (stages[ClientRequestToken]?.includes('AWSCURRENT')) return
  const pending = {SecretId, VersionId: ClientRequestToken, VersionStage: 'AWSPENDING'}
  if (Step === 'createSecret') {
    const {RandomPassword: SecretString} = await secrets.send(new GetRandomPasswordCommand({}))
    await secrets.send(
      new PutSecretValueCommand({SecretId, ClientRequestToken, SecretString, VersionStages: ['AWSPENDING']}),
    )
  }
  if (Step === 'testSecret') await secrets.send(new GetSecretValueCommand(pending))
  if (Step === 'finishSecret') {
    const current = Object.keys(stages).find(id => stages[id].includes('AWSCURRENT'))
    await secrets.send(new UpdateSecretVersionStageCommand({
      SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current,
    }))
  }
}
`

const python = `
import boto3

secrets = boto3.client('secretsmanager')

def handler(event, context):
    secret, token, step = event['SecretId'], event['ClientRequestToken'], event['Step']
    print(step)
    stages = secrets.describe_secret(SecretId=secret).get('VersionIdsToStages', {})
    if 'AWSCURRENT' in stages.get(token, []):
        return
    if step == 'createSecret':
        value = secrets.get_random_password()['RandomPassword']
        secrets.put_secret_value(
            SecretId=secret, ClientRequestToken=token, SecretString=value, VersionStages=['AWSPENDING'])
    if step == 'testSecret':
        secrets.get_secret_value(SecretId=secret, VersionId=token, VersionStage='AWSPENDING')
    if step == 'finishSecret':
        current = next(id for id, labels in stages.items() if 'AWSCURRENT' in labels)
        secrets.update_secret_version_stage(
            SecretId=secret, VersionStage='AWSCURRENT', MoveToVersionId=token, RemoveFromVersionId=current)
`

/** What each step does before and after it looks. */
const steps = (before: string, after: string) => `
import boto3

secrets = boto3.client('secretsmanager')

def handler(event, context):
    secret, token, step = event['SecretId'], event['ClientRequestToken'], event['Step']
    stages = secrets.describe_secret(SecretId=secret)['VersionIdsToStages']
    ${before}
    if step == 'createSecret':
        secrets.put_secret_value(
            SecretId=secret, ClientRequestToken=token, SecretString='value', VersionStages=['AWSPENDING'])
    ${after}
    if step == 'finishSecret':
        current = next(id for id, labels in stages.items() if 'AWSCURRENT' in labels)
        secrets.update_secret_version_stage(
            SecretId=secret, VersionStage='AWSCURRENT', MoveToVersionId=token, RemoveFromVersionId=current)
`

const look = `
    try:
        value = secrets.get_secret_value(SecretId=secret, VersionId=token)['SecretString']
    except secrets.exceptions.ResourceNotFoundException as error:
        value = error.response['Error']['Code']
    print('saw:', step, stages[token], value)
`

/** Prints what it finds of the token's version at the beginning of each step. */
export const watching = zipFiles({'index.py': steps(look, '')})

/** Fails in setSecret, when the target has changed already. */
export const failing = zipFiles({
  'index.py': steps('', "if step == 'setSecret': raise RuntimeError('the target took it')"),
})

export interface Rotator {
  readonly name: string
  readonly runtime: string
  readonly handler: string
  readonly zip: Uint8Array
}

export const rotators: readonly Rotator[] = [
  {name: 'node', runtime: 'nodejs24.x', handler: 'index.handler', zip: zipFiles({'index.mjs': node})},
  {name: 'python', runtime: 'python3.12', handler: 'index.handler', zip: zipFiles({'index.py': python})},
]

/** What an execution role of a rotation function needs: aws-behaviour.md section 5.5. */
export const rotatorPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      Resource: 'arn:aws:secretsmanager:*:*:secret:prod/*',
    },
    {Effect: 'Allow', Action: 'secretsmanager:GetRandomPassword', Resource: '*'},
    {Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*'},
  ],
}
