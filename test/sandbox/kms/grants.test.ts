import {
  CreateGrantCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  KMSClient,
  ListGrantsCommand,
  ListRetirableGrantsCommand,
  PutKeyPolicyCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
  ScheduleKeyDeletionCommand,
  type CreateGrantCommandInput,
} from '@aws-sdk/client-kms'
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {keyPolicy, makeKey} from '../../support/kms.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

const SecretId = 'prod/api'
const startAt = Date.UTC(2026, 10, 22, 9)
const noAccess = {name: 'AccessDeniedException', message: 'Access to KMS is not allowed'}

let sandbox: TestSandbox
let kms: KMSClient
let KeyId: string
let SecretARN: string
let ana: {readonly arn: string; readonly secrets: SecretsManagerClient; readonly kms: KMSClient}

beforeEach(async () => {
  sandbox = await startTestSandbox({clock: {mode: 'manual', startAt}})
  kms = new KMSClient(sandbox.config)
  KeyId = await makeKey(sandbox, {alias: 'alias/app'})
  const create = new CreateSecretCommand({Name: SecretId, SecretString: 'x', KmsKeyId: KeyId})
  SecretARN = (await new SecretsManagerClient(sandbox.config).send(create)).ARN!
  ana = user('ana')
})

afterEach(() => sandbox.stop())

/** A user who may do everything in Secrets Manager, and these things elsewhere. */
function user(userName: string, ...further: object[]) {
  const Statement = [{Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*'}, ...further]
  const {arn, ...credentials} = sandbox.iam.addUser({
    accountId: sandbox.accountId,
    userName,
    policies: {own: {Version: '2012-10-17', Statement}},
  })
  const config = {...sandbox.config, credentials}
  return {arn, secrets: new SecretsManagerClient(config), kms: new KMSClient(config)}
}

const grant = (more: Partial<CreateGrantCommandInput> = {}, client = kms) =>
  client.send(new CreateGrantCommand({KeyId, GranteePrincipal: ana.arn, Operations: ['Decrypt'], ...more}))
const read = (who = ana) => who.secrets.send(new GetSecretValueCommand({SecretId}))
const write = () => ana.secrets.send(new PutSecretValueCommand({SecretId, SecretString: 'y'}))
const listed = async (more = {}) => (await kms.send(new ListGrantsCommand({KeyId, ...more}))).Grants!

describe('a grant', () => {
  it('lets its principal do with the key what it names, and nothing else', async () => {
    await expect(read()).rejects.toMatchObject(noAccess)
    const {GrantId} = await grant()
    expect((await read()).SecretString).toBe('x')
    await expect(write()).rejects.toMatchObject(noAccess)
    await expect(read(user('bob'))).rejects.toMatchObject(noAccess)
    await kms.send(new RevokeGrantCommand({KeyId, GrantId}))
    await expect(read()).rejects.toMatchObject(noAccess)
  })

  it('lets a role’s sessions use the key', async () => {
    const roleArn = sandbox.iam.addRole({
      accountId: sandbox.accountId,
      roleName: 'rotator',
      policies: {
        own: {
          Version: '2012-10-17',
          Statement: [{Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*'}],
        },
      },
    })
    const session = sandbox.world.identities.issueSession({
      accountId: sandbox.accountId,
      roleArn,
      sessionName: 's',
      durationMs: 3_600_000,
    })
    const secrets = new SecretsManagerClient({...sandbox.config, credentials: session})
    await expect(secrets.send(new GetSecretValueCommand({SecretId}))).rejects.toMatchObject(noAccess)
    await grant({GranteePrincipal: roleArn})
    expect((await secrets.send(new GetSecretValueCommand({SecretId}))).SecretString).toBe('x')
  })

  it.each<[string, () => CreateGrantCommandInput['Constraints'], boolean]>([
    ['a subset with this secret', () => ({EncryptionContextSubset: {SecretARN}}), true],
    ['a subset with another secret', () => ({EncryptionContextSubset: {SecretARN: `${SecretARN}2`}}), false],
    ['a subset in other letters', () => ({EncryptionContextSubset: {secretarn: SecretARN}}), false],
    ['this secret and no version', () => ({EncryptionContextEquals: {SecretARN}}), false],
  ])('bound to an encryption context of %s', async (_what, constraints, may) => {
    await grant({Constraints: constraints()})
    if (may) await expect(read()).resolves.toMatchObject({SecretString: 'x'})
    else await expect(read()).rejects.toMatchObject(noAccess)
  })

  it('bound to the whole encryption context counts for that version alone', async () => {
    const {VersionId: SecretVersionId} = await new SecretsManagerClient(sandbox.config).send(
      new GetSecretValueCommand({SecretId}),
    )
    await grant({Constraints: {EncryptionContextEquals: {SecretARN, SecretVersionId: SecretVersionId!}}})
    await expect(read()).resolves.toMatchObject({SecretString: 'x'})
    await grant({Operations: ['GenerateDataKey']})
    await write()
    await expect(read()).rejects.toMatchObject(noAccess)
  })

  it('does not help against what denies', async () => {
    const bob = user('bob', {Effect: 'Deny', Action: 'kms:Decrypt', Resource: KeyId})
    await grant({GranteePrincipal: bob.arn})
    await expect(read(bob)).rejects.toMatchObject(noAccess)
  })

  it('does not help while the key is disabled', async () => {
    await grant()
    await kms.send(new DisableKeyCommand({KeyId}))
    await expect(read()).rejects.toMatchObject({name: 'DecryptionFailure'})
    await expect(grant()).rejects.toMatchObject({name: 'DisabledException', message: `${KeyId} is disabled.`})
    await kms.send(new ScheduleKeyDeletionCommand({KeyId}))
    await expect(grant()).rejects.toMatchObject({name: 'KMSInvalidStateException'})
  })

  it('can be for KMS’s own calls too, but not for further grants', async () => {
    await grant({Operations: ['DescribeKey'], Constraints: {EncryptionContextSubset: {SecretARN}}})
    await grant({Operations: ['CreateGrant']})
    await expect(ana.kms.send(new DescribeKeyCommand({KeyId}))).resolves.toBeDefined()
    await expect(grant({}, ana.kms)).rejects.toMatchObject({name: 'AccessDeniedException'})
  })

  it('with a name is made once', async () => {
    const first = await grant({Name: 'rotator'})
    await expect(grant({Name: 'rotator'})).resolves.toMatchObject({GrantId: first.GrantId})
    const wider = await grant({Name: 'rotator', Operations: ['Encrypt', 'Decrypt']})
    expect(wider.GrantId).not.toBe(first.GrantId)
    expect(await listed()).toHaveLength(2)
  })

  it('is listed by key, principal and id, in pages', async () => {
    const constraints = {EncryptionContextSubset: {SecretARN}}
    const {GrantId} = await grant({Name: 'rotator', RetiringPrincipal: ana.arn, Constraints: constraints})
    await grant({GranteePrincipal: user('bob').arn})
    expect(await listed({GranteePrincipal: ana.arn})).toEqual([
      {
        KeyId,
        GrantId,
        Name: 'rotator',
        CreationDate: new Date(startAt),
        GranteePrincipal: ana.arn,
        RetiringPrincipal: ana.arn,
        IssuingAccount: `arn:aws:iam::${sandbox.accountId}:root`,
        Operations: ['Decrypt'],
        Constraints: constraints,
      },
    ])
    expect(await listed({GrantId})).toHaveLength(1)
    const first = await kms.send(new ListGrantsCommand({KeyId, Limit: 1}))
    expect(first).toMatchObject({Truncated: true})
    const second = await kms.send(new ListGrantsCommand({KeyId, Limit: 1, Marker: first.NextMarker}))
    expect(second.Grants).toHaveLength(1)
    expect(second.Truncated).toBe(false)
    const retirable = await kms.send(new ListRetirableGrantsCommand({RetiringPrincipal: ana.arn}))
    expect(retirable.Grants).toMatchObject([{GrantId}])
  })

  it.each([
    ['a principal that is none', {GranteePrincipal: 'ana'}, {name: 'InvalidArnException'}],
    ['an operation that is none', {Operations: ['Fly'] as never[]}, {name: 'ValidationException'}],
    ['an alias', {KeyId: 'alias/app'}, {name: 'NotFoundException', message: "Invalid keyId 'alias/app'"}],
  ])('is refused for %s', async (_what, input, error) => {
    await expect(grant(input)).rejects.toMatchObject(error)
  })

  it('is made by whom the key’s policy lets, for what it lets', async () => {
    await expect(grant({}, ana.kms)).rejects.toMatchObject({name: 'AccessDeniedException'})
    const Condition = {'ForAllValues:StringEquals': {'kms:GrantOperations': ['Decrypt']}}
    const bob = user('bob', {Effect: 'Allow', Action: 'kms:CreateGrant', Resource: KeyId, Condition})
    await grant({}, bob.kms)
    await expect(grant({Operations: ['Encrypt']}, bob.kms)).rejects.toMatchObject({name: 'AccessDeniedException'})
  })

  it('goes with the sandbox into its snapshot', async () => {
    const before = sandbox.snapshot()
    await grant()
    const after = sandbox.snapshot()
    sandbox.restore(before)
    await expect(read()).rejects.toMatchObject(noAccess)
    sandbox.restore(after)
    await expect(read()).resolves.toBeDefined()
  })
})

describe('the end of a grant', () => {
  const retire = (input: {GrantToken?: string | undefined; GrantId?: string | undefined}, client = ana.kms) =>
    client.send(new RetireGrantCommand(input.GrantId === undefined ? input : {KeyId, ...input}))

  it('may be made by its retiring principal, with its token or its id', async () => {
    const first = await grant({RetiringPrincipal: ana.arn})
    await retire({GrantToken: first.GrantToken})
    const second = await grant({RetiringPrincipal: ana.arn})
    await retire({GrantId: second.GrantId})
    expect(await listed()).toEqual([])
  })

  it('may be made by the grantee only where the grant says so', async () => {
    const {GrantToken} = await grant()
    await expect(retire({GrantToken})).rejects.toMatchObject({name: 'AccessDeniedException'})
    const own = await grant({Operations: ['Decrypt', 'RetireGrant']})
    await retire({GrantToken: own.GrantToken})
    expect(await listed()).toHaveLength(1)
  })

  it('may be made by whom the account lets, and not by whom the key’s policy lets', async () => {
    const {GrantId} = await grant()
    const statement = {Effect: 'Allow', Principal: {AWS: ana.arn}, Action: 'kms:RetireGrant', Resource: '*'}
    const Policy = JSON.stringify(keyPolicy(sandbox.accountId, statement))
    await kms.send(new PutKeyPolicyCommand({KeyId, Policy}))
    await expect(retire({GrantId})).rejects.toMatchObject({name: 'AccessDeniedException'})
    const bob = user('bob', {Effect: 'Allow', Action: 'kms:RetireGrant', Resource: KeyId})
    await retire({GrantId}, bob.kms)
    expect(await listed()).toEqual([])
  })

  it('of one that is not there is refused', async () => {
    const missing = {name: 'NotFoundException', $metadata: {httpStatusCode: 400}}
    await expect(kms.send(new RevokeGrantCommand({KeyId, GrantId: 'none'}))).rejects.toMatchObject(missing)
    await expect(retire({GrantId: 'none'}, kms)).rejects.toMatchObject(missing)
    const other = await makeKey(sandbox)
    const {GrantId} = await grant()
    await expect(kms.send(new RevokeGrantCommand({KeyId: other, GrantId}))).rejects.toMatchObject(missing)
  })

  it('leaves no token in the trail', async () => {
    const {GrantToken} = await grant({RetiringPrincipal: ana.arn})
    await retire({GrantToken})
    const events = await sandbox.call('cloudtrail', 'LookupEvents', {})
    expect(JSON.stringify(events)).toContain('RetireGrant')
    expect(JSON.stringify(events)).not.toContain(GrantToken)
  })
})

it('meets the fault server-error in the words of KMS', async () => {
  sandbox.faults.set([{kind: 'server-error', service: 'kms'}])
  await expect(grant()).rejects.toMatchObject({name: 'KMSInternalException', $metadata: {httpStatusCode: 500}})
})
