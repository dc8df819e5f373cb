import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {keyPolicy, makeKey} from '../../support/kms.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {tokenOf} from './support/secrets.ts'

let sandbox: TestSandbox
let arn: string

const OTHER_ACCOUNT = '444455556666'

beforeEach(async () => {
  sandbox = await startTestSandbox()
  const created = await send('CreateSecret', {Name: 'prod/api', ClientRequestToken: tokenOf('v1'), SecretString: 'x'})
  arn = (created as {ARN: string}).ARN
})

afterEach(() => sandbox.stop())

type Statement = Readonly<Record<string, unknown>>

function send(operation: string, input: Record<string, unknown>, accessKeyId?: string): Promise<unknown> {
  return sandbox.call('secretsmanager', operation, input, accessKeyId === undefined ? {} : {accessKeyId})
}

/** The key of a user with one policy. */
function userWith(statement: Statement, accountId = sandbox.accountId): string {
  const policies = {it: {Version: '2012-10-17', Statement: [statement]}}
  return sandbox.iam.addUser({accountId, userName: 'caller', policies}).accessKeyId
}

const allowing = (Action: string, more: Statement = {}) => ({Effect: 'Allow', Action, Resource: '*', ...more})

const denied = (action: string, resource: string) => ({
  code: 'AccessDeniedException',
  message:
    `User: arn:aws:iam::111122223333:user/caller is not authorized to perform: secretsmanager:${action} on resource: ` +
    `${resource} because no identity-based policy allows the secretsmanager:${action} action`,
})

describe('permission to use a secret', () => {
  it('is asked before anybody looks whether it exists, and repeats what the caller wrote', async () => {
    const key = userWith(allowing('secretsmanager:ListSecrets'))
    await expect(send('GetSecretValue', {SecretId: 'nobody'}, key)).rejects.toMatchObject(
      denied('GetSecretValue', 'nobody'),
    )
    await expect(send('GetSecretValue', {SecretId: 'prod/api'}, key)).rejects.toMatchObject(
      denied('GetSecretValue', 'prod/api'),
    )
  })

  it('is given by full ARN whichever way the caller names the secret', async () => {
    const key = userWith(allowing('secretsmanager:GetSecretValue', {Resource: arn}))
    for (const SecretId of ['prod/api', arn, arn.slice(0, -7)]) {
      await expect(send('GetSecretValue', {SecretId}, key)).resolves.toMatchObject({SecretString: 'x'})
    }
  })

  it('to create is given by the name with six unknown characters behind it', async () => {
    const Resource = 'arn:aws:secretsmanager:*:*:secret:team/*'
    const key = userWith(allowing('secretsmanager:CreateSecret', {Resource}))
    const input = {ClientRequestToken: tokenOf('v1'), SecretString: 'x'}
    await expect(send('CreateSecret', {Name: 'team/a', ...input}, key)).resolves.toMatchObject({Name: 'team/a'})
    await expect(send('CreateSecret', {Name: 'other', ...input}, key)).rejects.toMatchObject(
      denied('CreateSecret', 'other'),
    )
  })

  it.each([
    ['CreateSecret', 'TagResource', {Tags: [{Key: 'a', Value: 'b'}]}],
    ['CreateSecret', 'ReplicateSecretToRegions', {AddReplicaRegions: [{Region: 'eu-west-1'}]}],
  ])('%s needs %s too for %j', async (action, further, input) => {
    const key = userWith(allowing(`secretsmanager:${action}`))
    const named = {Name: 'other', ClientRequestToken: tokenOf('v1'), ...input}
    await expect(send('CreateSecret', named, key)).rejects.toMatchObject(denied(further, 'other'))
  })

  it('can come from the secret’s own policy', async () => {
    const key = userWith(allowing('secretsmanager:ListSecrets'))
    const Principal = {AWS: 'arn:aws:iam::111122223333:user/caller'}
    const statement = {...allowing('secretsmanager:GetSecretValue'), Principal}
    const ResourcePolicy = JSON.stringify({Version: '2012-10-17', Statement: [statement]})
    await send('PutResourcePolicy', {SecretId: arn, ResourcePolicy})
    await expect(send('GetSecretValue', {SecretId: arn}, key)).resolves.toMatchObject({SecretString: 'x'})
    await send('DeleteResourcePolicy', {SecretId: arn})
    await expect(send('GetSecretValue', {SecretId: arn}, key)).rejects.toMatchObject({code: 'AccessDeniedException'})
  })
})

describe('conditions of a permission', () => {
  const conditioned = (action: string, operator: string, key: string, value: string) =>
    userWith(allowing(`secretsmanager:${action}`, {Condition: {[operator]: {[key]: value}}}))
  const allowedWith = async (action: string, input: Record<string, unknown>, key: string) =>
    send(action, {SecretId: arn, ...input}, key).then(
      () => true,
      (error: {code: string}) => error.code !== 'AccessDeniedException',
    )

  it.each([
    ['GetSecretValue', 'secretsmanager:VersionStage', 'AWSCURRENT', {}, {VersionStage: 'AWSPREVIOUS'}],
    [
      'GetSecretValue',
      'secretsmanager:VersionId',
      tokenOf('v1'),
      {VersionId: tokenOf('v1')},
      {VersionId: tokenOf('v2')},
    ],
    ['DeleteSecret', 'secretsmanager:RecoveryWindowInDays', '7', {RecoveryWindowInDays: 7}, {RecoveryWindowInDays: 8}],
    [
      'TagResource',
      'aws:RequestTag/team',
      'blue',
      {Tags: [{Key: 'team', Value: 'blue'}]},
      {Tags: [{Key: 'team', Value: 'red'}]},
    ],
    [
      'UpdateSecret',
      'secretsmanager:KmsKeyId',
      'alias/aws/secretsmanager',
      {ClientRequestToken: tokenOf('v3'), KmsKeyId: 'alias/aws/secretsmanager'},
      {KmsKeyId: 'alias/b'},
    ],
  ])('%s with %s = %s', async (action, condition, value, good, bad) => {
    const key = conditioned(action, 'StringEquals', condition, value)
    expect(await allowedWith(action, bad, key)).toBe(false)
    expect(await allowedWith(action, good, key)).toBe(true)
  })

  it.each([
    ['TagResource', {Tags: [{Key: 'team', Value: 'x'}]}, {Tags: [{Key: 'other', Value: 'x'}]}],
    ['UntagResource', {TagKeys: ['team']}, {TagKeys: ['team', 'other']}],
  ])('%s with aws:TagKeys', async (action, good, bad) => {
    const key = conditioned(action, 'ForAllValues:StringEquals', 'aws:TagKeys', 'team')
    expect(await allowedWith(action, bad, key)).toBe(false)
    expect(await allowedWith(action, good, key)).toBe(true)
  })

  it.each(['aws:ResourceTag/team', 'secretsmanager:ResourceTag/team'])('%s of the secret', async condition => {
    const key = conditioned('DescribeSecret', 'StringEquals', condition, 'blue')
    expect(await allowedWith('DescribeSecret', {}, key)).toBe(false)
    await send('TagResource', {SecretId: arn, Tags: [{Key: 'team', Value: 'blue'}]})
    expect(await allowedWith('DescribeSecret', {}, key)).toBe(true)
  })

  it('secretsmanager:SecretId is the ARN', async () => {
    const key = conditioned('DescribeSecret', 'StringEquals', 'secretsmanager:SecretId', arn)
    expect(await allowedWith('DescribeSecret', {SecretId: 'prod/api'}, key)).toBe(true)
    expect(await allowedWith('DescribeSecret', {SecretId: 'nobody'}, key)).toBe(false)
  })

  it('secretsmanager:Name is the name a secret is to get', async () => {
    const key = conditioned('CreateSecret', 'StringLike', 'secretsmanager:Name', 'team/*')
    const input = {ClientRequestToken: tokenOf('v1'), SecretString: 'x'}
    expect(await allowedWith('CreateSecret', {Name: 'other', ...input}, key)).toBe(false)
    expect(await allowedWith('CreateSecret', {Name: 'team/b', ...input}, key)).toBe(true)
  })

  it('secretsmanager:ModifyRotationRules is there only when a call brings rules', async () => {
    const key = conditioned('RotateSecret', 'Null', 'secretsmanager:ModifyRotationRules', 'true')
    const input = {ClientRequestToken: tokenOf('t1')}
    expect(await allowedWith('RotateSecret', {...input, RotationRules: {AutomaticallyAfterDays: 1}}, key)).toBe(false)
    expect(await allowedWith('RotateSecret', input, key)).toBe(true)
  })
})

describe('a secret of another account', () => {
  let stranger: string

  beforeEach(async () => {
    sandbox.addAccount(OTHER_ACCOUNT)
    stranger = userWith(allowing('secretsmanager:*'), OTHER_ACCOUNT)
    const Principal = {AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root`}
    const ResourcePolicy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{...allowing('secretsmanager:*'), Principal}],
    })
    await send('PutResourcePolicy', {SecretId: arn, ResourcePolicy})
  })

  const DEFAULT_KEY = {
    code: 'InvalidRequestException',
    message:
      "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
  }

  it('can be described, but neither read nor written under the default key', async () => {
    await expect(send('DescribeSecret', {SecretId: arn}, stranger)).resolves.toMatchObject({ARN: arn})
    await expect(send('GetSecretValue', {SecretId: arn}, stranger)).rejects.toMatchObject(DEFAULT_KEY)
    const put = {SecretId: arn, ClientRequestToken: tokenOf('v2'), SecretString: 'y'}
    await expect(send('PutSecretValue', put, stranger)).rejects.toMatchObject(DEFAULT_KEY)
  })

  it('can be read under a customer key that both accounts let them use', async () => {
    const shared = {
      Effect: 'Allow',
      Principal: {AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root`},
      Action: 'kms:Decrypt',
      Resource: '*',
    }
    const KmsKeyId = await makeKey(sandbox, {policy: keyPolicy(sandbox.accountId, shared)})
    await send('UpdateSecret', {SecretId: arn, ClientRequestToken: tokenOf('v2'), KmsKeyId})
    const noKms = {code: 'AccessDeniedException', message: 'Access to KMS is not allowed'}
    await expect(send('GetSecretValue', {SecretId: arn}, stranger)).rejects.toMatchObject(noKms)
    const both = userWith(allowing('*'), OTHER_ACCOUNT)
    await expect(send('GetSecretValue', {SecretId: arn}, both)).resolves.toMatchObject({SecretString: 'x'})
    await send('UpdateSecret', {SecretId: arn, ClientRequestToken: tokenOf('v3'), KmsKeyId: await makeKey(sandbox)})
    await expect(send('GetSecretValue', {SecretId: arn}, both)).rejects.toMatchObject(noKms)
  })

  it('is known by ARN only', async () => {
    await expect(send('DescribeSecret', {SecretId: 'prod/api'}, stranger)).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
  })

  it('is closed without a policy of its own', async () => {
    await send('DeleteResourcePolicy', {SecretId: arn})
    await expect(send('DescribeSecret', {SecretId: arn}, stranger)).rejects.toMatchObject({
      code: 'AccessDeniedException',
    })
  })
})

describe('BatchGetSecretValue', () => {
  it('needs permission for itself, for each secret, and with filters for the listing', async () => {
    const key = userWith(allowing('secretsmanager:BatchGetSecretValue'))
    await expect(send('BatchGetSecretValue', {SecretIdList: ['prod/api']}, key)).resolves.toMatchObject({
      SecretValues: [],
      Errors: [
        {
          SecretId: 'prod/api',
          ErrorCode: 'AccessDeniedException',
          Message: denied('GetSecretValue', 'prod/api').message,
        },
      ],
    })
    await expect(send('BatchGetSecretValue', {Filters: [{Key: 'name', Values: ['prod']}]}, key)).rejects.toMatchObject({
      message: expect.stringContaining('perform: secretsmanager:ListSecrets because'),
    })
  })

  it('is asked for each secret with the region and address of the request', async () => {
    const Condition = {StringEquals: {'aws:RequestedRegion': sandbox.region}, IpAddress: {'aws:SourceIp': '127.0.0.1'}}
    const key = userWith(allowing('*', {Condition}))
    await expect(send('BatchGetSecretValue', {SecretIdList: [arn]}, key)).resolves.toMatchObject({
      SecretValues: [{Name: 'prod/api', SecretString: 'x'}],
      Errors: [],
    })
  })
})
