import {fileURLToPath} from 'node:url'
import {fork, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as wait} from 'node:timers/promises'

import {AddPermissionCommand, CreateFunctionCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {CreateRoleCommand, IAMClient, PutRolePolicyCommand} from '@aws-sdk/client-iam'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {zipFiles} from '../../../src/lib/sandbox/runtime/zip.ts'
import type {ClientConfig} from '../../support/sandbox.ts'

const NODE_HANDLER = `
import {DescribeSecretCommand, PutSecretValueCommand, SecretsManagerClient, UpdateSecretVersionStageCommand} from '@aws-sdk/client-secrets-manager'
import {existsSync, writeFileSync} from 'node:fs'
const client = new SecretsManagerClient()
export const handler = async ({SecretId, ClientRequestToken, Step}) => {
  if (Step === 'createSecret') {
    await client.send(new PutSecretValueCommand({SecretId, ClientRequestToken, SecretString: 'from node', VersionStages: ['AWSPENDING']}))
  }
  const {HANG_ONCE} = process.env
  if (Step === 'setSecret' && HANG_ONCE !== undefined && !existsSync(HANG_ONCE)) {
    writeFileSync(HANG_ONCE, 'hanging')
    await new Promise(resolve => setTimeout(resolve, 60_000))
  }
  if (Step === 'finishSecret') {
    const {VersionIdsToStages} = await client.send(new DescribeSecretCommand({SecretId}))
    const [RemoveFromVersionId] = Object.entries(VersionIdsToStages).find(([, labels]) => labels.includes('AWSCURRENT'))
    await client.send(new UpdateSecretVersionStageCommand({SecretId, VersionStage: 'AWSCURRENT', RemoveFromVersionId, MoveToVersionId: ClientRequestToken}))
  }
}
`

/** A function that Secrets Manager may invoke, made through the APIs. Answers its ARN. */
async function deploy(config: ClientConfig, variables: Record<string, string>): Promise<string> {
  const iam = new IAMClient(config)
  const RoleName = 'rotator'
  const {Role} = await iam.send(new CreateRoleCommand({RoleName, AssumeRolePolicyDocument: TRUST_LAMBDA}))
  await iam.send(new PutRolePolicyCommand({RoleName, PolicyName: 'secrets', PolicyDocument: ALLOW_SECRETS}))
  const lambda = new LambdaClient(config)
  const FunctionName = 'rotator'
  const {FunctionArn} = await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: Role!.Arn,
      Code: {ZipFile: zipFiles({'index.mjs': NODE_HANDLER})},
      Timeout: 90,
      Environment: {Variables: variables},
    }),
  )
  await lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: 'secrets',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    }),
  )
  return FunctionArn!
}

const TRUST_LAMBDA = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{Effect: 'Allow', Principal: {Service: 'lambda.amazonaws.com'}, Action: 'sts:AssumeRole'}],
})
const ALLOW_SECRETS = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*'}],
})

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await holds()) return
    await wait(100)
  }
  throw new Error(`It never came to this: ${what}`)
}

describe('a sandbox that is killed in the middle of a rotation step', () => {
  let stateFolder: string
  let children: ChildProcess[]
  beforeEach(async () => {
    stateFolder = await mkdtemp(join(tmpdir(), 'secrot-story-'))
    children = []
  })
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL')
    await rm(stateFolder, {recursive: true, force: true})
  })

  const start = async () => {
    const child = fork(fileURLToPath(import.meta.resolve('../../support/sandbox-host.ts')), [
      join(stateFolder, 'state'),
    ])
    children.push(child)
    const [config] = (await once(child, 'message')) as [ClientConfig]
    return {child, config}
  }

  it('takes the step up again after its restart, and the rotation ends well', async () => {
    const marker = join(stateFolder, 'hanging')
    const first = await start()
    const functionArn = await deploy(first.config, {HANG_ONCE: marker})
    const before = new SecretsManagerClient(first.config)
    await before.send(new CreateSecretCommand({Name: 'app', SecretString: 'one'}))
    await before.send(
      new RotateSecretCommand({
        SecretId: 'app',
        RotationLambdaARN: functionArn,
        RotationRules: {AutomaticallyAfterDays: 30},
      }),
    )
    const isThere = () =>
      readFile(marker).then(
        () => true,
        () => false,
      )
    await until('setSecret hangs', isThere)
    first.child.kill('SIGKILL')
    await once(first.child, 'close')
    await writeFile(marker, 'went on')
    const second = await start()
    const after = new SecretsManagerClient(second.config)
    await until('the rotation is complete', async () => {
      const {LastRotatedDate} = await after.send(new DescribeSecretCommand({SecretId: 'app'}))
      return LastRotatedDate !== undefined
    })
    const {SecretString} = await after.send(new GetSecretValueCommand({SecretId: 'app'}))
    expect(SecretString).toBe('from node')
  }, 120_000)
})
