import {
  CreateSecretCommand,
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
import {packagedRotators} from '../../src/lib/rotators/catalogue.ts'
import {packagesOf} from '../../tools/rotators.ts'
import {aDeployment, placeholderRotators} from '../support/a-deployment.ts'
import {startTestSandbox, type TestSandbox} from '../support/sandbox.ts'
import {mirrorTitle, terraformFolder, withoutMirror, type TerraformModule} from '../support/terraform.ts'

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
    const env = environmentOf(sandbox)
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

  it('of every rotator is applied, all of them beside each other, and finds nothing to change then', async () => {
    await using sandbox = await startTestSandbox()
    const names = packagedRotators.map(({name}) => name)
    using folder = terraformFolder(await Promise.all(names.map(name => moduleOf(name, sandbox))))
    const terraform = async (...args: readonly string[]) => {
      const {status, output} = await folder.run([...args, '-no-color', '-input=false'], environmentOf(sandbox))
      return {status, told: status === 0 ? '' : output}
    }
    await folder.init()
    expect(await terraform('apply', '-auto-approve')).toEqual({status: 0, told: ''})
    expect(await terraform('plan', '-detailed-exitcode')).toEqual({status: 0, told: ''})
    const secrets = new SecretsManagerClient(sandbox.config)
    for (const name of names) {
      const {RotationEnabled, RotationLambdaARN} = await secrets.send(
        new DescribeSecretCommand({SecretId: `prod/${name}`}),
      )
      expect([name, RotationEnabled, RotationLambdaARN?.split(':').at(-1)]).toEqual([name, true, `secrot-${name}`])
    }
  })
})

function environmentOf({url, region, credentials: {accessKeyId, secretAccessKey}}: TestSandbox) {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

/** The file of a rotator, with the secret of somebody's first value where it has to exist before. */
async function moduleOf(rotator: string, sandbox: TestSandbox): Promise<TerraformModule> {
  const [whole, inline] = await packagesOf(rotator)
  const name = `prod/${rotator}`
  const secret = placeholderRotators.includes(rotator) ? {name} : {name, ...(await existing(name, rotator, sandbox))}
  const deployment = aDeployment(rotator, {name: `secrot-${rotator}`, secrets: [secret]})
  // The provider of the mirror may be too old for the runtime that is meant.
  const variables = {runtime: 'nodejs22.x'}
  if (inline !== undefined) return {text: terraformFile(deployment, packageOf(inline.zip)), variables}
  return {text: terraformFile(deployment), variables, code: whole!.zip}
}

async function existing(name: string, rotator: string, sandbox: TestSandbox) {
  const {ARN: arn = ''} = await new SecretsManagerClient(sandbox.config).send(
    new CreateSecretCommand({Name: name, SecretString: '{"username":"app","password":"first"}'}),
  )
  return rotator.endsWith('alternating') ? {arn, tags: {'secrot:master-arn': arn}} : {arn}
}
