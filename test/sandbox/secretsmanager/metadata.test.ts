import {
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  GetRandomPasswordCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  ValidateResourcePolicyCommand,
  type GetRandomPasswordCommandInput,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import type {Keys, KeyUse} from '../../../src/lib/sandbox/kernel.ts'
import {makeKey} from '../../support/kms.ts'
import {startBench, type Bench} from './support/bench.ts'
import {raw} from './support/raw.ts'
import {tokenOf} from './support/secrets.ts'

let bench: Bench
let client: SecretsManagerClient
const SecretId = 'prod/api'

beforeEach(async () => {
  bench = await startBench()
  client = bench.secret.client
})

afterEach(() => bench.sandbox.stop())

describe('DescribeSecret', () => {
  it('leaves out everything that was never set', async () => {
    const arn = await bench.secret.create('v1')
    expect((await raw(bench.sandbox, 'DescribeSecret', {SecretId})).body).toEqual({
      ARN: arn,
      Name: SecretId,
      CreatedDate: Date.parse('2026-11-02T10:00:00Z') / 1000,
      LastChangedDate: Date.parse('2026-11-02T10:00:00Z') / 1000,
      VersionIdsToStages: {[tokenOf('v1')]: ['AWSCURRENT']},
    })
  })

  it('shows the day of the last read as midnight, once there was one', async () => {
    await bench.secret.create('v1')
    await bench.secret.value()
    expect((await bench.secret.describe()).LastAccessedDate).toEqual(new Date('2026-11-02T00:00:00Z'))
    expect((await bench.secret.versions(false)).Versions?.[0]?.LastAccessedDate).toEqual(
      new Date('2026-11-02T00:00:00Z'),
    )
    await bench.pass(20 * 3_600_000)
    await bench.secret.value()
    expect((await bench.secret.describe()).LastAccessedDate).toEqual(new Date('2026-11-03T00:00:00Z'))
  })

  it.each<[string, () => Promise<unknown>]>([
    ['a value', () => bench.secret.put('v2')],
    ['a label move', () => bench.secret.move('X', {to: 'v1'})],
    ['a description', () => client.send(new UpdateSecretCommand({SecretId, Description: 'new'}))],
    ['a tag', () => client.send(new TagResourceCommand({SecretId, Tags: [{Key: 'a', Value: 'b'}]}))],
    ['the start of a rotation', () => bench.rotate('t1')],
    ['cancelling', async () => bench.rotate('t1').then(() => bench.cancel())],
  ])('dates %s as a change', async (_what, change) => {
    await bench.secret.create('v1')
    await bench.pass(60_000)
    await change()
    expect((await bench.secret.describe()).LastChangedDate).toEqual(new Date('2026-11-02T10:01:00Z'))
  })

  it('dates a read as no change', async () => {
    await bench.secret.create('v1')
    await bench.pass(60_000)
    await bench.secret.value()
    expect((await bench.secret.describe()).LastChangedDate).toEqual(new Date('2026-11-02T10:00:00Z'))
  })

  it('carries a description and a customer key, and bytes come back as bytes', async () => {
    const SecretBinary = Uint8Array.from([0, 255, 7])
    await makeKey(bench.sandbox, {alias: 'alias/a'})
    await client.send(
      new CreateSecretCommand({Name: SecretId, SecretBinary, Description: 'words', KmsKeyId: 'alias/a'}),
    )
    expect(await bench.secret.describe()).toMatchObject({Description: 'words', KmsKeyId: 'alias/a'})
    expect((await bench.secret.versions(false)).Versions?.[0]?.KmsKeyIds).toEqual(['alias/a'])
    const value = await client.send(new GetSecretValueCommand({SecretId}))
    expect([...value.SecretBinary!]).toEqual([0, 255, 7])
    expect(value).not.toHaveProperty('SecretString')
  })
})

describe('UpdateSecret', () => {
  it('accepts no change at all', async () => {
    const ARN = await bench.secret.create('v1')
    expect(await client.send(new UpdateSecretCommand({SecretId}))).toMatchObject({ARN, Name: SecretId})
  })

  it('answers a version id only for a value', async () => {
    await bench.secret.create('v1')
    expect(await client.send(new UpdateSecretCommand({SecretId, Description: 'x'}))).not.toHaveProperty('VersionId')
    const ClientRequestToken = tokenOf('v2')
    const written = await client.send(new UpdateSecretCommand({SecretId, ClientRequestToken, SecretString: 'y'}))
    expect(written.VersionId).toBe(ClientRequestToken)
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT']})
  })

  it('takes AWSPENDING away and abandons a rotation, as PutSecretValue does', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = () => Promise.reject(new Error('no'))
    await bench.rotated('t1')
    await client.send(new UpdateSecretCommand({SecretId, ClientRequestToken: tokenOf('v2'), SecretString: 'y'}))
    await bench.sandbox.clock.idle()
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT']})
    expect(bench.told().at(-1)).toBe('RotationAbandoned t1')
  })

  it('encrypts the versions with the labels of rotation again under a new key', async () => {
    await bench.secret.create('v1')
    await bench.secret.put('v2')
    await bench.secret.put('v3')
    await makeKey(bench.sandbox, {alias: 'alias/a'})
    await client.send(new UpdateSecretCommand({SecretId, KmsKeyId: 'alias/a'}))
    const keys = (await bench.secret.versions(true)).Versions?.map(version => version.KmsKeyIds?.join())
    expect(keys).toEqual(['DefaultEncryptionKey', 'alias/a', 'alias/a'])
    await client.send(new UpdateSecretCommand({SecretId, KmsKeyId: ''}))
    expect(await bench.secret.describe()).not.toHaveProperty('KmsKeyId')
  })
})

describe('KMS behind a secret', () => {
  const answers: {access: (use: KeyUse) => ReturnType<Keys['access']>} = {access: () => 'ok'}

  beforeEach(async () => {
    answers.access = () => 'ok'
    const keys: Keys = {access: (_call, use) => answers.access(use)}
    Object.defineProperty(bench.sandbox.world, 'keys', {value: keys})
    await client.send(new CreateSecretCommand({Name: SecretId, SecretString: 'x', KmsKeyId: 'alias/a'}))
  })

  const put = () => client.send(new PutSecretValueCommand({SecretId, SecretString: 'y'}))
  const get = () => client.send(new GetSecretValueCommand({SecretId}))

  it('denied to the caller shows as AccessDenied on values, while labels and descriptions work', async () => {
    answers.access = () => 'denied'
    const refusal = {name: 'AccessDeniedException', message: 'Access to KMS is not allowed'}
    await expect(get()).rejects.toMatchObject(refusal)
    await expect(put()).rejects.toMatchObject(refusal)
    const [id] = Object.keys((await bench.secret.describe()).VersionIdsToStages!)
    const stage = {SecretId, VersionStage: 'X', MoveToVersionId: id}
    expect((await raw(bench.sandbox, 'UpdateSecretVersionStage', stage)).status).toBe(200)
  })

  it('disabled shows as DecryptionFailure and EncryptionFailure', async () => {
    answers.access = () => 'unusable'
    await expect(get()).rejects.toMatchObject({name: 'DecryptionFailure'})
    await expect(put()).rejects.toMatchObject({name: 'EncryptionFailure'})
  })

  it.each(['Encrypt', 'Decrypt'] as const)(
    'that denies %s leaves the old versions under their key, in silence',
    async action => {
      answers.access = ({actions}) => (actions.length === 1 && actions[0] === action ? 'denied' : 'ok')
      await client.send(new UpdateSecretCommand({SecretId, KmsKeyId: 'alias/b'}))
      expect((await bench.secret.versions(false)).Versions?.[0]?.KmsKeyIds).toEqual(['alias/a'])
      expect((await bench.secret.describe()).KmsKeyId).toBe('alias/b')
    },
  )

  it('that denies a new key is asked before the key is taken, without a value too', async () => {
    answers.access = ({actions}) => (actions.join() === 'GenerateDataKey,Decrypt' ? 'denied' : 'ok')
    const refusal = {name: 'AccessDeniedException', message: 'Access to KMS is not allowed'}
    await expect(client.send(new UpdateSecretCommand({SecretId, KmsKeyId: 'alias/b'}))).rejects.toMatchObject(refusal)
    await expect(client.send(new CreateSecretCommand({Name: 'x', KmsKeyId: 'alias/b'}))).rejects.toMatchObject(refusal)
    expect((await bench.secret.describe()).KmsKeyId).toBe('alias/a')
  })
})

describe('tags', () => {
  const tag = (...Tags: {Key: string; Value: string}[]) => client.send(new TagResourceCommand({SecretId, Tags}))
  const untag = (...TagKeys: string[]) => client.send(new UntagResourceCommand({SecretId, TagKeys}))

  it('are absent before the first and an empty list after the last', async () => {
    await bench.secret.create('v1')
    expect(await bench.secret.describe()).not.toHaveProperty('Tags')
    await untag('a')
    expect(await bench.secret.describe()).not.toHaveProperty('Tags')
    await tag({Key: 'a', Value: '1'}, {Key: 'A', Value: '2'})
    await tag({Key: 'a', Value: '3'})
    expect((await bench.secret.describe()).Tags).toEqual([
      {Key: 'a', Value: '3'},
      {Key: 'A', Value: '2'},
    ])
    await untag('a', 'A', 'nobody')
    expect((await bench.secret.describe()).Tags).toEqual([])
  })

  it.each([
    [
      [
        {Key: 'a', Value: '1'},
        {Key: 'a', Value: '2'},
      ],
    ],
    [[{Key: 'aws:x', Value: '1'}]],
    [Array.from({length: 51}, (_, index) => ({Key: `k${index}`, Value: ''}))],
  ])('refuse what AWS’s rules for tags refuse', async tags => {
    await bench.secret.create('v1')
    await expect(tag(...tags)).rejects.toMatchObject({name: 'InvalidParameterException'})
  })
})

describe('resource policies', () => {
  const policyOf = (statement: object) => JSON.stringify({Version: '2012-10-17', Statement: [statement]})
  const open = {Effect: 'Allow', Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*'}
  const narrow = {...open, Principal: {AWS: 'arn:aws:iam::111122223333:root'}}
  const put = (ResourcePolicy: string, BlockPublicPolicy?: boolean) =>
    client.send(new PutResourcePolicyCommand({SecretId, ResourcePolicy, BlockPublicPolicy}))

  beforeEach(() => bench.secret.create('v1'))

  it('are put, read and deleted, and absent when there is none', async () => {
    const get = () => client.send(new GetResourcePolicyCommand({SecretId}))
    expect(await get()).not.toHaveProperty('ResourcePolicy')
    await put(policyOf(narrow))
    expect((await get()).ResourcePolicy).toBe(policyOf(narrow))
    await client.send(new DeleteResourcePolicyCommand({SecretId}))
    expect(await get()).not.toHaveProperty('ResourcePolicy')
  })

  it.each([
    ['no JSON', '{', /invalid Json/],
    ['no statement', '{}', /syntax error/],
    [
      'no principal',
      policyOf({...open, Principal: undefined}),
      /^This resource policy contains an unsupported principal/,
    ],
    [
      'a bad principal',
      policyOf({...open, Principal: {AWS: 'alice'}}),
      /^This resource policy contains an unsupported principal/,
    ],
  ])('with %s are malformed', async (_what, policy, message) => {
    await expect(put(policy)).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: expect.stringMatching(message),
    })
    const {PolicyValidationPassed, ValidationErrors} = await client.send(
      new ValidateResourcePolicyCommand({SecretId, ResourcePolicy: policy}),
    )
    expect(PolicyValidationPassed).toBe(false)
    expect(ValidationErrors?.[0]?.ErrorMessage).toMatch(message)
  })

  it('for everybody pass unless public ones are to be refused', async () => {
    await put(policyOf(open))
    await expect(put(policyOf(open), true)).rejects.toMatchObject({name: 'PublicPolicyException'})
    await put(policyOf({...open, Condition: {StringEquals: {'aws:PrincipalOrgID': 'o-1'}}}), true)
    await put(policyOf({...open, Effect: 'Deny'}), true)
    await put(policyOf(narrow), true)
  })

  it('can be validated without a secret', async () => {
    const validate = (policy: object) =>
      client.send(new ValidateResourcePolicyCommand({ResourcePolicy: policyOf(policy)}))
    expect(await validate(narrow)).toMatchObject({PolicyValidationPassed: true, ValidationErrors: []})
    expect(await validate(open)).toMatchObject({PolicyValidationPassed: false})
  })
})

describe('GetRandomPassword', () => {
  const draw = async (input: GetRandomPasswordCommandInput = {}) =>
    (await client.send(new GetRandomPasswordCommand(input))).RandomPassword!

  it('has 32 characters, one of each class, no space', async () => {
    const passwords = await Promise.all(Array.from({length: 20}, () => draw()))
    for (const password of passwords) {
      expect(password).toHaveLength(32)
      for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[!-/:-@[-`{-~]/]) expect(password).toMatch(kind)
      expect(password).not.toContain(' ')
    }
    expect(new Set(passwords).size).toBe(20)
  })

  it.each<[GetRandomPasswordCommandInput, RegExp]>([
    [{PasswordLength: 200, ExcludePunctuation: true}, /^[A-Za-z0-9]{200}$/],
    [{PasswordLength: 200, ExcludeNumbers: true, ExcludeUppercase: true, ExcludePunctuation: true}, /^[a-z]{200}$/],
    [
      {PasswordLength: 200, ExcludeLowercase: true, ExcludePunctuation: true, ExcludeCharacters: '012A'},
      /^[3-9B-Z]{200}$/,
    ],
    [{PasswordLength: 200, ExcludePunctuation: true, IncludeSpace: true}, / /],
    [{PasswordLength: 1, RequireEachIncludedType: false}, /^.$/],
  ])('obeys %j', async (input, pattern) => {
    expect(await draw(input)).toMatch(pattern)
  })

  it.each<GetRandomPasswordCommandInput>([
    {PasswordLength: 3},
    {ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true},
  ])('refuses %j', async input => {
    await expect(draw(input)).rejects.toMatchObject({name: 'InvalidParameterException'})
  })
})
