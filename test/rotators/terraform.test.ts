import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {GetFunctionConfigurationCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {setTimeout} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'
import {terraformFile} from '../../src/lib/deploy/emit/terraform.ts'
import {packageOf} from '../../src/lib/packaging/package.ts'
import {packagesOf} from '../../tools/rotators.ts'
import {aDeployment} from '../support/a-deployment.ts'
import {startTestSandbox} from '../support/sandbox.ts'
import {mirrorTitle, terraformFolder, withoutMirror} from '../support/terraform.ts'

const SecretId = 'prod/one'
/** The provider of the mirror may be too old for the runtime that is meant. */
const VARIABLES = ['-var=runtime=nodejs22.x', '-var=kms_key=new']
const QUIET = ['-no-color', '-input=false', ...VARIABLES]

describe.skipIf(withoutMirror !== undefined)(`a file of Terraform, by ${mirrorTitle}`, {timeout: 240_000}, () => {
  it('is applied, finds nothing to change after rotations, and never makes its placeholder current again', async () => {
    await using sandbox = await startTestSandbox()
    const secrets = new SecretsManagerClient(sandbox.config)
    const [, inline] = await packagesOf('random-password')
    using folder = terraformFolder(terraformFile(aDeployment('random-password'), packageOf(inline!.zip)))
    const {accessKeyId, secretAccessKey} = sandbox.credentials
    const env = {
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_REGION: sandbox.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    }
    const terraform = async (...args: readonly string[]) => {
      const {status, output} = await folder.run([...args, ...QUIET], env)
      return {status, told: status === 1 ? output : ''}
    }
    const value = async () => (await secrets.send(new GetSecretValueCommand({SecretId}))).SecretString ?? ''
    const current = async (versionId: string) => {
      const {VersionIdsToStages = {}} = await secrets.send(new DescribeSecretCommand({SecretId}))
      return VersionIdsToStages[versionId]?.includes('AWSCURRENT') === true
    }
    const rotate = async () => {
      const {VersionId = ''} = await secrets.send(new RotateSecretCommand({SecretId}))
      for (let tries = 0; tries < 300 && !(await current(VersionId)); tries += 1) await setTimeout(100)
      expect(await current(VersionId)).toBe(true)
    }
    await folder.init()
    expect(await terraform('apply', '-auto-approve')).toEqual({status: 0, told: ''})
    expect(await terraform('plan', '-detailed-exitcode')).toEqual({status: 0, told: ''})
    const placeholder = await value()
    // Nothing of a value is kept.
    expect(folder.read('terraform.tfstate')).not.toContain((JSON.parse(placeholder) as {password: string}).password)
    const {CodeSha256} = await new LambdaClient(sandbox.config).send(
      new GetFunctionConfigurationCommand({FunctionName: 'secrot-one'}),
    )
    expect(CodeSha256).toBe(packageOf(inline!.zip).codeSha256)

    await rotate()
    await rotate()
    const rotated = await value()
    expect(rotated).not.toBe(placeholder)
    expect(await terraform('plan', '-detailed-exitcode')).toEqual({status: 0, told: ''})
    const anew = '-replace=aws_secretsmanager_secret_version.placeholder'
    expect(await terraform('apply', '-auto-approve', anew)).toEqual({status: 0, told: ''})
    expect(await value()).toBe(rotated)
  })
})
