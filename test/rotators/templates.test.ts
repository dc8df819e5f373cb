import {AppSyncClient, CreateGraphqlApiCommand} from '@aws-sdk/client-appsync'
import {CreateUserCommand, GetRolePolicyCommand, IAMClient} from '@aws-sdk/client-iam'
import {DescribeKeyCommand, KMSClient} from '@aws-sdk/client-kms'
import {GetFunctionConfigurationCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {cloudFormationTemplate} from '../../src/lib/deploy/emit/cloudformation.ts'
import {roleStatements} from '../../src/lib/deploy/role-policy.ts'
import {packageOf} from '../../src/lib/packaging/package.ts'
import {inlineCode, packagesOf} from '../../tools/rotators.ts'
import {stackBench, type StackBench} from '../sandbox/cloudformation/support.ts'
import {aDeployment, placeholderRotators} from '../support/a-deployment.ts'

const Capabilities = ['CAPABILITY_IAM']
/** The most that CreateStack takes without a bucket. */
const MOST_BYTES = 51_200
const NAME = 'prod/one'

let bench: StackBench
let secrets: SecretsManagerClient
beforeEach(async () => {
  bench = await stackBench({switches: {keySpreadMs: 0}})
  secrets = new SecretsManagerClient(bench.sandbox.config)
})
afterEach(async () => {
  secrets.destroy()
  await bench[Symbol.asyncDispose]()
})

/** What a stack of a rotator is about, made before it. */
const targets: Readonly<Record<string, () => Promise<object>>> = {
  async 'iam-access-key'() {
    await new IAMClient(bench.sandbox.config).send(new CreateUserCommand({UserName: 'ci'}))
    return {}
  },
  async 'appsync-api-key'() {
    const client = new AppSyncClient(bench.sandbox.config)
    const {graphqlApi} = await client.send(new CreateGraphqlApiCommand({name: 'shop', authenticationType: 'API_KEY'}))
    const api = graphqlApi?.apiId ?? ''
    return {tags: {'secrot:api-id': api}, targets: {api}}
  },
  'random-password': () => Promise.resolve({}),
}

async function templateOf(rotator: string): Promise<string> {
  return cloudFormationTemplate(aDeployment(rotator, {secrets: [await targets[rotator]!()]}), await inlineCode(rotator))
}

/** Its secret does not rotate, so that nothing waits for the test of a schedule. */
async function ofUser() {
  await targets['iam-access-key']!()
  const scheduled = aDeployment('iam-access-key')
  const deployment = {...scheduled, secrets: scheduled.secrets.map(({rules: _rules, ...secret}) => secret)}
  return {deployment, template: cloudFormationTemplate(deployment, await inlineCode('iam-access-key'))}
}

const value = async (): Promise<Record<string, string>> => {
  const {SecretString = ''} = await secrets.send(new GetSecretValueCommand({SecretId: NAME}))
  return JSON.parse(SecretString) as Record<string, string>
}

/** Rotates once, to its end. */
async function rotate(): Promise<void> {
  const {VersionId = ''} = await secrets.send(new RotateSecretCommand({SecretId: NAME}))
  for (let tries = 0; tries < 60; tries += 1) {
    const {VersionIdsToStages = {}} = await secrets.send(new DescribeSecretCommand({SecretId: NAME}))
    if (VersionIdsToStages[VersionId]?.includes('AWSCURRENT') === true) return
    await bench.sandbox.clock.advance(2000)
  }
  throw new Error('the rotation does not end')
}

describe('the template of a rotator', {timeout: 120_000}, () => {
  it('is there for each of them', () => {
    expect(Object.keys(targets).toSorted()).toEqual(placeholderRotators.toSorted())
  })

  it.each(placeholderRotators)(
    'is deployed, rotates, never writes a value again, and leaves secret and key when it is taken away: %s',
    async rotator => {
      // The schedule is tried out with the placeholder, which is no key: for that a rotator waits as long as it may.
      const template = (await templateOf(rotator)).replace(/Timeout: \d+/, 'Timeout: 12')
      expect(Buffer.byteLength(template)).toBeLessThan(MOST_BYTES)
      const stack = await bench.create(template, {Capabilities})
      expect([stack.StackStatus, await bench.failures()]).toEqual(['CREATE_COMPLETE', []])
      await bench.sandbox.clock.advance(60_000)
      const made = await secrets.send(new DescribeSecretCommand({SecretId: NAME}))
      expect(made).toMatchObject({RotationEnabled: true, RotationRules: {AutomaticallyAfterDays: 30}})
      // Nothing rotates before somebody asks for it.
      expect(made.LastRotatedDate).toBeUndefined()
      const placeholder = await value()

      await rotate()
      const rotated = await value()
      expect(Object.keys(rotated)).toEqual(Object.keys(placeholder))
      expect(Object.entries(rotated).filter(([name, one]) => placeholder[name] === one)).toEqual([])

      const Parameters = Object.entries({PeriodDays: '7', Window: '3h', LogRetentionDays: '365', KmsKey: 'new'}).map(
        ([ParameterKey, ParameterValue]) => ({ParameterKey, ParameterValue}),
      )
      expect((await bench.update(template, {Capabilities, Parameters})).StackStatus).toBe('UPDATE_COMPLETE')
      await bench.sandbox.clock.advance(60_000)
      expect(await value()).toEqual(rotated)
      const changed = await secrets.send(new DescribeSecretCommand({SecretId: NAME}))
      expect(changed.RotationRules).toMatchObject({AutomaticallyAfterDays: 7, Duration: '3h'})
      // The key that is made for it can be used by the function.
      await rotate()

      const KeyId = await bench.physical('Key')
      expect((await bench.remove()).StackStatus).toBe('DELETE_COMPLETE')
      expect(Object.keys(await value())).toEqual(Object.keys(rotated))
      const kms = new KMSClient(bench.sandbox.config)
      expect((await kms.send(new DescribeKeyCommand({KeyId}))).KeyMetadata?.KeyState).toBe('Enabled')
    },
  )

  it('rotates a user with a path, which a parameter says', async () => {
    await new IAMClient(bench.sandbox.config).send(new CreateUserCommand({UserName: 'pat', Path: '/team/'}))
    const template = (await templateOf('iam-access-key')).replace(/Timeout: \d+/, 'Timeout: 12')
    const Parameters = Object.entries({UserName: 'pat', UserPath: 'team/'}).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    }))
    expect((await bench.create(template, {Capabilities, Parameters})).StackStatus).toBe('CREATE_COMPLETE')
    await bench.sandbox.clock.advance(60_000)
    await rotate()
    expect(Object.values(await value())).toContainEqual(expect.stringMatching(/^AKIA/))
  })

  it('writes no value again where a later template is of other flags', async () => {
    const tags: Readonly<Record<string, string>> = {
      'secrot:password-length': '40',
      'secrot:password-field': 'password',
    }
    const emitted = (more: Readonly<Record<string, string>>): string =>
      cloudFormationTemplate(aDeployment('random-password', {secrets: [{tags: more}]}), inline)
    const inline = await inlineCode('random-password')
    await bench.create(emitted({}), {Capabilities})
    await bench.sandbox.clock.advance(60_000)
    await rotate()
    const rotated = await value()
    for (const template of [emitted(tags), emitted({})]) {
      expect((await bench.update(template, {Capabilities})).StackStatus).toBe('UPDATE_COMPLETE')
      expect(await value()).toEqual(rotated)
    }
    expect(() => emitted({'secrot:password-field': 'pw'})).toThrow('PASSWORD_FIELD')
  })

  it('gives its role the statements of a deployment, and its function the code of the record', async () => {
    const {deployment, template} = await ofUser()
    await bench.create(template, {Capabilities})
    const iam = new IAMClient(bench.sandbox.config)
    const RoleName = await bench.physical('Role')
    const {PolicyDocument = ''} = await iam.send(new GetRolePolicyCommand({RoleName, PolicyName: 'rotation'}))
    const {ARN: arn = ''} = await secrets.send(new DescribeSecretCommand({SecretId: NAME}))
    const [secret] = deployment.secrets
    const {Statement} = JSON.parse(decodeURIComponent(PolicyDocument)) as {Statement: unknown}
    expect(Statement).toEqual(roleStatements({...deployment, secrets: [{...secret!, arn}]}))

    const lambda = new LambdaClient(bench.sandbox.config)
    const {CodeSha256} = await lambda.send(new GetFunctionConfigurationCommand({FunctionName: 'secrot-one'}))
    const [, inline] = await packagesOf('iam-access-key')
    expect(CodeSha256).toBe(packageOf(inline!.zip).codeSha256)
  })

  it('gives topic and mail to the secret and to the role, where they are given', async () => {
    const {deployment, template} = await ofUser()
    const topic = 'arn:aws:sns:eu-central-1:111122223333:rotations'
    const Parameters = [
      {ParameterKey: 'TopicArn', ParameterValue: topic},
      {ParameterKey: 'MailFrom', ParameterValue: 'rotation@example.com'},
    ]
    await bench.create(template, {Capabilities, Parameters})
    const {Tags = [], ARN: arn = ''} = await secrets.send(new DescribeSecretCommand({SecretId: NAME}))
    const tags = Object.fromEntries(Tags.map(({Key = '', Value = ''}) => [Key, Value]))
    expect(tags).toMatchObject({
      'secrot:user-name': 'ci',
      'secrot:topic-arn': topic,
      'secrot:mail-from': 'rotation@example.com',
      'secrot:first-value': 'placeholder',
    })
    const iam = new IAMClient(bench.sandbox.config)
    const RoleName = await bench.physical('Role')
    const {PolicyDocument = ''} = await iam.send(new GetRolePolicyCommand({RoleName, PolicyName: 'rotation'}))
    const {Statement} = JSON.parse(decodeURIComponent(PolicyDocument)) as {Statement: unknown}
    const [secret] = deployment.secrets
    expect(Statement).toEqual(roleStatements({...deployment, secrets: [{...secret!, arn, tags}]}))
  })
})
