import {DescribeKeyCommand, DisableKeyCommand, KMSClient, PutKeyPolicyCommand} from '@aws-sdk/client-kms'
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {secretPattern} from '../../../src/lib/deploy/deployment.ts'
import {keyPolicy, type KeyUse, missingStatements, useStatements} from '../../../src/lib/deploy/key-policy.ts'
import {makeKey} from '../../support/kms.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

/** Who may do everything at Secrets Manager and nothing of his own at KMS: what he gets there, the key's policy gives. */
const secretsOnly = {
  Version: '2012-10-17',
  Statement: [{Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*'}],
}
const noAccess = {name: 'AccessDeniedException', message: 'Access to KMS is not allowed'}

let sandbox: TestSandbox
let use: KeyUse
let key: string

beforeEach(async () => {
  sandbox = await startTestSandbox()
  const {accountId, region} = sandbox
  const place = {partition: 'aws', accountId, region}
  use = {
    place,
    roleArn: `arn:aws:iam::${accountId}:user/rotator`,
    readers: [`arn:aws:iam::${accountId}:user/reader`],
    secrets: [secretPattern({name: 'prod/api'}, place)],
  }
  key = await makeKey(sandbox, {policy: keyPolicy(use)})
  const root = new SecretsManagerClient(sandbox.config)
  for (const Name of ['prod/api', 'prod/api-other'])
    await root.send(new CreateSecretCommand({Name, SecretString: 'x', KmsKeyId: key}))
})

afterEach(() => sandbox.stop())

/** Clients of a user of this name, who needs no policy at KMS. */
function as(userName: string) {
  const {arn: _, ...credentials} = sandbox.iam.addUser({
    accountId: sandbox.accountId,
    userName,
    policies: {own: secretsOnly},
  })
  const secrets = new SecretsManagerClient({...sandbox.config, credentials})
  return {
    kms: new KMSClient({...sandbox.config, credentials}),
    read: (SecretId: string) => secrets.send(new GetSecretValueCommand({SecretId})),
    write: (SecretId: string) => secrets.send(new PutSecretValueCommand({SecretId, SecretString: 'y'})),
  }
}

describe('the policy of a key made for a secret', () => {
  it('lets the rotator read and write its secret, and no other one under the key', async () => {
    const rotator = as('rotator')
    expect((await rotator.read('prod/api')).SecretString).toBe('x')
    await rotator.write('prod/api')
    await expect(rotator.read('prod/api-other')).rejects.toMatchObject(noAccess)
    await expect(rotator.write('prod/api-other')).rejects.toMatchObject(noAccess)
  })

  it('lets a reader read, and not write', async () => {
    const reader = as('reader')
    expect((await reader.read('prod/api')).SecretString).toBe('x')
    await expect(reader.write('prod/api')).rejects.toMatchObject(noAccess)
  })

  it('lets nobody else in', async () => {
    await expect(as('stranger').read('prod/api')).rejects.toMatchObject(noAccess)
  })

  it.each(['rotator', 'reader'])('lets the %s administer nothing, nor ask KMS itself', async name => {
    const {kms} = as(name)
    const denied = {name: 'AccessDeniedException'}
    await expect(kms.send(new DescribeKeyCommand({KeyId: key}))).rejects.toMatchObject(denied)
    await expect(kms.send(new DisableKeyCommand({KeyId: key}))).rejects.toMatchObject(denied)
    const Policy = JSON.stringify(keyPolicy(use))
    await expect(kms.send(new PutKeyPolicyCommand({KeyId: key, Policy}))).rejects.toMatchObject(denied)
  })

  it('lets in a user of that name who was deleted and made again', async () => {
    as('rotator')
    const UserName = 'rotator'
    const {AccessKeyMetadata} = (await sandbox.call('iam', 'ListAccessKeys', {UserName})) as {
      AccessKeyMetadata: {AccessKeyId: string}[]
    }
    for (const {AccessKeyId} of AccessKeyMetadata) await sandbox.call('iam', 'DeleteAccessKey', {UserName, AccessKeyId})
    await sandbox.call('iam', 'DeleteUserPolicy', {UserName, PolicyName: 'own'})
    await sandbox.call('iam', 'DeleteUser', {UserName})
    expect((await as('rotator').read('prod/api')).SecretString).toBe('x')
  })

  it('leaves the account its administrator', async () => {
    const {KeyMetadata} = await new KMSClient(sandbox.config).send(new DescribeKeyCommand({KeyId: key}))
    expect(KeyMetadata).toMatchObject({Enabled: true})
  })
})

describe('the statements that an existing key lacks', () => {
  it('are none where they stand in other words', () => {
    const [rotator, reader] = useStatements(use)
    const reordered = {
      Condition: {
        StringLike: {'kms:EncryptionContext:SecretARN': use.secrets[0]},
        ArnEquals: {'aws:PrincipalArn': use.roleArn},
        StringEquals: rotator!.Condition!['StringEquals'],
      },
      Resource: '*',
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Principal: {AWS: '*'},
      Effect: 'Allow',
      Sid: 'Ours',
    }
    expect(missingStatements({Version: '2012-10-17', Statement: [reordered, reader]}, use)).toEqual([])
  })

  it('are those of a reader who came later', () => {
    const {readers, ...rest} = use
    expect(missingStatements(keyPolicy({...rest, readers: []}), use).map(({Sid}) => Sid)).toEqual([
      'ReadersReadTheSecrets',
    ])
    expect(readers).toHaveLength(1)
  })

  it('are all of them where the policy cannot be read', () => {
    expect(missingStatements(undefined, use)).toHaveLength(2)
  })
})
