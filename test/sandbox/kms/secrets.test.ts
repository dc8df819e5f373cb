import {
  DescribeKeyCommand,
  DisableKeyCommand,
  KMSClient,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {keyPolicy, makeKey} from '../../support/kms.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

const SecretId = 'prod/api'
const noAccess = {name: 'AccessDeniedException', message: 'Access to KMS is not allowed'}
const secretsOnly = {Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*'}

let sandbox: TestSandbox
let root: SecretsManagerClient
let KmsKeyId: string
let arn: string
let users = 0

beforeEach(async () => {
  sandbox = await startTestSandbox({clock: {mode: 'manual', startAt: Date.UTC(2026, 10, 22, 9)}})
  root = new SecretsManagerClient(sandbox.config)
  KmsKeyId = await makeKey(sandbox, {alias: 'alias/app'})
  arn = (await root.send(new CreateSecretCommand({Name: SecretId, SecretString: 'x', KmsKeyId}))).ARN!
})

afterEach(() => sandbox.stop())

/** Secrets Manager for a user who may do everything there, and these things elsewhere. */
function as(...further: object[]): SecretsManagerClient {
  const policies = {own: {Version: '2012-10-17', Statement: [secretsOnly, ...further]}}
  const user = {accountId: sandbox.accountId, userName: `user-${++users}`, policies}
  return new SecretsManagerClient({...sandbox.config, credentials: sandbox.iam.addUser(user)})
}

const may = (Action: string | string[], more: object = {}) => ({Effect: 'Allow', Action, Resource: KmsKeyId, ...more})
const get = (client: SecretsManagerClient) => client.send(new GetSecretValueCommand({SecretId}))
const put = (client: SecretsManagerClient, token?: string) =>
  client.send(new PutSecretValueCommand({SecretId, SecretString: 'y', ClientRequestToken: token}))
const create = (client: SecretsManagerClient, key: string | undefined = KmsKeyId) =>
  client.send(new CreateSecretCommand({Name: 'other', SecretString: 'x', KmsKeyId: key}))

describe('a secret under a key of one’s own', () => {
  it('is read with kms:Decrypt and written with kms:GenerateDataKey', async () => {
    const reader = as(may('kms:Decrypt'))
    expect((await get(reader)).SecretString).toBe('x')
    await expect(put(reader)).rejects.toMatchObject(noAccess)
    const writer = as(may('kms:GenerateDataKey'))
    await expect(get(writer)).rejects.toMatchObject(noAccess)
    await expect(put(writer)).resolves.toMatchObject({Name: SecretId})
  })

  it('is created by who may do both, since the key is tried first', async () => {
    await expect(create(as(may('kms:GenerateDataKey')))).rejects.toMatchObject(noAccess)
    await expect(create(as(may(['kms:GenerateDataKey', 'kms:Decrypt'])))).resolves.toMatchObject({Name: 'other'})
  })

  it('wants kms:Decrypt of who writes a value again, to compare the two', async () => {
    const token = '11111111-1111-4111-8111-111111111111'
    const writer = as(may('kms:GenerateDataKey'))
    await put(writer, token)
    await expect(put(writer, token)).rejects.toMatchObject(noAccess)
    await expect(put(as(may(['kms:GenerateDataKey', 'kms:Decrypt'])), token)).resolves.toMatchObject({VersionId: token})
  })

  it('is read by whom the key’s policy names alone', async () => {
    const {arn: AWS, ...credentials} = sandbox.iam.addUser({
      accountId: sandbox.accountId,
      userName: 'ana',
      policies: {own: {Version: '2012-10-17', Statement: [secretsOnly]}},
    })
    const ana = new SecretsManagerClient({...sandbox.config, credentials})
    await expect(get(ana)).rejects.toMatchObject(noAccess)
    const Policy = JSON.stringify(
      keyPolicy(sandbox.accountId, {Effect: 'Allow', Principal: {AWS}, Action: 'kms:Decrypt', Resource: '*'}),
    )
    await new KMSClient(sandbox.config).send(new PutKeyPolicyCommand({KeyId: KmsKeyId, Policy}))
    expect((await get(ana)).SecretString).toBe('x')
  })

  it.each([
    ['kms:ViaService', () => `secretsmanager.${sandbox.region}.amazonaws.com`],
    ['kms:EncryptionContext:SecretARN', () => arn],
    ['kms:CallerAccount', () => sandbox.accountId],
    ['kms:ResourceAliases', () => 'alias/app'],
  ])('is asked for with %s', async (key, value) => {
    const conditioned = (text: string) =>
      as(may('kms:Decrypt', {Condition: {'ForAnyValue:StringEquals': {[key]: text}}}))
    expect((await get(conditioned(value()))).SecretString).toBe('x')
    await expect(get(conditioned('another'))).rejects.toMatchObject(noAccess)
  })

  it.each([
    ['kms:ViaService', () => `secretsmanager.${sandbox.region}.amazonaws.com`],
    ['kms:EncryptionContext:SecretARN', () => arn],
    ['kms:CallerAccount', () => sandbox.accountId],
  ])('is let in by a key’s policy that asks for %s', async (key, value) => {
    const {arn: AWS, ...credentials} = sandbox.iam.addUser({
      accountId: sandbox.accountId,
      userName: 'ana',
      policies: {own: {Version: '2012-10-17', Statement: [secretsOnly]}},
    })
    const ana = new SecretsManagerClient({...sandbox.config, credentials})
    const kms = new KMSClient(sandbox.config)
    const ask = (text: string) => {
      const Condition = {StringEquals: {[key]: text}}
      const statement = {Effect: 'Allow', Principal: {AWS}, Action: 'kms:Decrypt', Resource: '*', Condition}
      const Policy = JSON.stringify(keyPolicy(sandbox.accountId, statement))
      return kms.send(new PutKeyPolicyCommand({KeyId: KmsKeyId, Policy}))
    }
    await ask('another')
    await expect(get(ana)).rejects.toMatchObject(noAccess)
    await ask(value())
    expect((await get(ana)).SecretString).toBe('x')
  })

  it('is not read by who may use the key through Secrets Manager alone, when he asks KMS itself', async () => {
    const Condition = {StringEquals: {'kms:ViaService': `secretsmanager.${sandbox.region}.amazonaws.com`}}
    const statement = {Effect: 'Allow', Action: 'kms:*', Resource: KmsKeyId, Condition}
    const {arn: _arn, ...credentials} = sandbox.iam.addUser({
      accountId: sandbox.accountId,
      userName: 'ana',
      policies: {own: {Version: '2012-10-17', Statement: [secretsOnly, statement]}},
    })
    expect((await get(new SecretsManagerClient({...sandbox.config, credentials}))).SecretString).toBe('x')
    const describe = new DescribeKeyCommand({KeyId: KmsKeyId})
    const kms = new KMSClient({...sandbox.config, credentials})
    await expect(kms.send(describe)).rejects.toMatchObject({name: 'AccessDeniedException'})
  })

  it('is described with its key, by who may not use it too', async () => {
    expect(await as().send(new DescribeSecretCommand({SecretId}))).toMatchObject({KmsKeyId})
  })

  it.each([
    ['disabled', () => new KMSClient(sandbox.config).send(new DisableKeyCommand({KeyId: KmsKeyId}))],
    ['to be deleted', () => new KMSClient(sandbox.config).send(new ScheduleKeyDeletionCommand({KeyId: KmsKeyId}))],
  ])('is neither read nor written while the key is %s', async (_state, end) => {
    await end()
    await expect(get(root)).rejects.toMatchObject({name: 'DecryptionFailure', $metadata: {httpStatusCode: 400}})
    await expect(put(root)).rejects.toMatchObject({name: 'EncryptionFailure'})
    await expect(create(root)).rejects.toMatchObject({name: 'EncryptionFailure'})
    await expect(get(as())).rejects.toMatchObject(noAccess)
  })

  it('is not created under a key that does not exist', async () => {
    await expect(create(root, 'alias/none')).rejects.toMatchObject({name: 'EncryptionFailure'})
  })
})

describe('a secret under aws/secretsmanager', () => {
  it('needs no permission of KMS', async () => {
    await expect(create(as(), 'alias/aws/secretsmanager')).resolves.toMatchObject({Name: 'other'})
    const read = new GetSecretValueCommand({SecretId: 'other'})
    expect((await as().send(read)).SecretString).toBe('x')
  })
})
