import {AppSyncClient, CreateApiKeyCommand} from '@aws-sdk/client-appsync'
import {AddPermissionCommand, CreateFunctionCommand} from '@aws-sdk/client-lambda'
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import {zipFiles} from '../../src/lib/sandbox/runtime/zip.ts'
import type {DoctorStage, Step} from './doctor-stage.ts'

interface RotationEvent {
  readonly Step: Step
  readonly SecretId: string
  readonly ClientRequestToken: string
  readonly RotationToken?: string
}

/** A function that makes a new API key and ends none. `failsIn`: the step that throws. Returns its ARN. */
export async function apiKeyRotator(stage: DoctorStage, failsIn?: Step): Promise<string> {
  const {sandbox, lambda} = stage
  const roleArn = sandbox.iam.addRole({
    accountId: sandbox.accountId,
    roleName: 'key-rotation',
    policies: {all: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}},
  })
  const {FunctionArn: arn = ''} = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'key-rotation',
      Role: roleArn,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 30,
      Code: {ZipFile: zipFiles({'index.mjs': 'export const handler = async () => undefined'})},
    }),
  )
  const principal = {Action: 'lambda:InvokeFunction', Principal: 'secretsmanager.amazonaws.com'}
  await lambda.send(new AddPermissionCommand({FunctionName: 'key-rotation', StatementId: 'service', ...principal}))
  sandbox.lambda.registerInProcess(arn, async (event, {env}) => {
    const credentials = {
      accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
      sessionToken: env['AWS_SESSION_TOKEN'] ?? '',
    }
    const config = {...sandbox.config, credentials}
    await rotate(event as RotationEvent, new SecretsManagerClient(config), new AppSyncClient(config))
    if ((event as RotationEvent).Step === failsIn) throw new Error('the step fails')
  })
  return arn
}

async function rotate(event: RotationEvent, secrets: SecretsManagerClient, appsync: AppSyncClient): Promise<void> {
  const {Step: step, SecretId, ClientRequestToken, RotationToken} = event
  const {VersionIdsToStages: staging = {}} = await secrets.send(new DescribeSecretCommand({SecretId}))
  const [current = ''] = Object.keys(staging).filter(id => staging[id]?.includes('AWSCURRENT'))
  if (step === 'createSecret') {
    const {SecretString: text = '{}'} = await secrets.send(new GetSecretValueCommand({SecretId}))
    const {apiId} = JSON.parse(text) as {apiId: string}
    const {apiKey} = await appsync.send(new CreateApiKeyCommand({apiId}))
    const SecretString = JSON.stringify({apiId, apiKey: apiKey?.id})
    const token = RotationToken === undefined ? {} : {RotationToken}
    await secrets.send(
      new PutSecretValueCommand({SecretId, ClientRequestToken, SecretString, VersionStages: ['AWSPENDING'], ...token}),
    )
  }
  if (step !== 'finishSecret' || current === ClientRequestToken) return
  const move = {VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current}
  await secrets.send(new UpdateSecretVersionStageCommand({SecretId, ...move}))
}
