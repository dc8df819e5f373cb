import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {raw} from './support/raw.ts'
import {secretOf, tokenOf, type SecretUnderTest} from './support/secrets.ts'

let sandbox: TestSandbox
let secret: SecretUnderTest

beforeEach(async () => {
  sandbox = await startTestSandbox()
  secret = secretOf(sandbox.config)
})

afterEach(() => sandbox.stop())

const refusal = (code: string, message: string) => ({status: 400, body: {__type: code, Message: message}})

const TOKEN = tokenOf('t9')
const VALUE = {ClientRequestToken: TOKEN, SecretString: 'x'}

/** Every operation that names a secret, with an input that would pass. */
const OPERATIONS: [string, Record<string, unknown>][] = [
  ['CancelRotateSecret', {}],
  ['DeleteResourcePolicy', {}],
  ['DeleteSecret', {}],
  ['DescribeSecret', {}],
  ['GetResourcePolicy', {}],
  ['GetSecretValue', {}],
  ['ListSecretVersionIds', {}],
  ['PutResourcePolicy', {ResourcePolicy: '{}'}],
  ['PutSecretValue', VALUE],
  ['RemoveRegionsFromReplication', {RemoveReplicaRegions: ['eu-west-1']}],
  ['ReplicateSecretToRegions', {AddReplicaRegions: [{Region: 'eu-west-1'}]}],
  ['RestoreSecret', {}],
  ['RotateSecret', {ClientRequestToken: TOKEN}],
  ['StopReplicationToReplica', {}],
  ['TagResource', {Tags: [{Key: 'a', Value: 'b'}]}],
  ['UntagResource', {TagKeys: ['a']}],
  ['UpdateSecret', VALUE],
  ['UpdateSecretVersionStage', {VersionStage: 'X', MoveToVersionId: TOKEN}],
]

describe('conformance 7: refusals in the words of AWS', () => {
  it.each(OPERATIONS)('%s of an unknown secret', async (operation, input) => {
    expect(await raw(sandbox, operation, {SecretId: 'nobody', ...input})).toEqual(
      refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret."),
    )
  })

  it.each(OPERATIONS)('%s of a name with illegal characters', async (operation, input) => {
    expect(await raw(sandbox, operation, {SecretId: 'no*body', ...input})).toEqual(
      refusal(
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      ),
    )
  })

  it('CreateSecret of a name with illegal characters', async () => {
    expect(await raw(sandbox, 'CreateSecret', {Name: 'a b', ...VALUE})).toMatchObject({
      status: 400,
      body: {__type: 'ValidationException', Message: expect.stringMatching(/^Invalid name\./)},
    })
  })

  it('a label that nobody holds, and a secret without a value', async () => {
    await secret.create()
    expect(await raw(sandbox, 'GetSecretValue', {SecretId: secret.id})).toEqual(
      refusal(
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      ),
    )
    expect(await raw(sandbox, 'GetSecretValue', {SecretId: secret.id, VersionStage: 'AWSPENDING'})).toEqual(
      refusal(
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
      ),
    )
  })

  it('a version that does not exist', async () => {
    await secret.create('v1')
    expect(await raw(sandbox, 'GetSecretValue', {SecretId: secret.id, VersionId: TOKEN})).toEqual(
      refusal(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for VersionId: ${TOKEN}`,
      ),
    )
  })

  it('an id and a label that do not belong together', async () => {
    await secret.create('v1')
    await secret.put('v2')
    const wanted = {SecretId: secret.id, VersionId: tokenOf('v1'), VersionStage: 'AWSCURRENT'}
    expect(await raw(sandbox, 'GetSecretValue', wanted)).toEqual(
      refusal(
        'InvalidRequestException',
        'You provided a VersionStage that is not associated to the provided VersionId.',
      ),
    )
    expect(await raw(sandbox, 'GetSecretValue', {...wanted, VersionStage: 'AWSPREVIOUS'})).toMatchObject({status: 200})
  })

  it.each([undefined, tokenOf('v3')])('a label that is attached elsewhere, moved away from %s', async from => {
    await secret.create('v1')
    await secret.put('v2')
    await secret.put('v3', ['AWSPENDING'])
    const move = {
      SecretId: secret.id,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: tokenOf('v3'),
      RemoveFromVersionId: from,
    }
    expect(await raw(sandbox, 'UpdateSecretVersionStage', move)).toEqual(
      refusal(
        'InvalidParameterException',
        "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version " +
          `${tokenOf('v2')}, so you must explicitly reference that version in RemoveFromVersionId.`,
      ),
    )
  })

  it('AWSCURRENT taken away altogether', async () => {
    await secret.create('v1')
    const move = {SecretId: secret.id, VersionStage: 'AWSCURRENT', RemoveFromVersionId: tokenOf('v1')}
    expect(await raw(sandbox, 'UpdateSecretVersionStage', move)).toEqual(
      refusal(
        'InvalidParameterException',
        'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
      ),
    )
  })

  it('a move to a version that does not exist', async () => {
    await secret.create('v1')
    const move = {SecretId: secret.id, VersionStage: 'X', MoveToVersionId: TOKEN}
    expect(await raw(sandbox, 'UpdateSecretVersionStage', move)).toMatchObject({
      body: {__type: 'ResourceNotFoundException'},
    })
  })

  it('text and bytes together, or neither', async () => {
    await secret.create()
    const both = {SecretId: secret.id, ...VALUE, SecretBinary: 'eA=='}
    expect(await raw(sandbox, 'PutSecretValue', both)).toMatchObject({body: {__type: 'InvalidParameterException'}})
    const neither = {SecretId: secret.id, ClientRequestToken: TOKEN}
    expect(await raw(sandbox, 'PutSecretValue', neither)).toMatchObject({body: {__type: 'InvalidRequestException'}})
  })
})

describe('input that breaks the model', () => {
  it.each([
    [
      'DescribeSecret',
      {},
      "1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be null",
    ],
    [
      'DescribeSecret',
      {SecretId: null},
      "1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be null",
    ],
    [
      'DescribeSecret',
      {SecretId: ''},
      "1 validation error detected: Value '' at 'secretId' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'GetRandomPassword',
      {PasswordLength: 4097},
      "1 validation error detected: Value '4097' at 'passwordLength' failed to satisfy constraint: Member must have value less than or equal to 4096",
    ],
    [
      'ListSecrets',
      {MaxResults: 0, SortOrder: 'up'},
      "2 validation errors detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1; Value 'up' at 'sortOrder' failed to satisfy constraint: Member must satisfy enum value set: [asc, desc]",
    ],
    [
      'ListSecrets',
      {Filters: [{Key: 'colour', Values: ['x']}]},
      "1 validation error detected: Value 'colour' at 'filters.1.member.key' failed to satisfy constraint: Member must satisfy enum value set: [description, name, tag-key, tag-value, primary-region, owning-service, all]",
    ],
    [
      'PutSecretValue',
      {SecretId: 'x', ClientRequestToken: 'short', SecretString: ''},
      "2 validation errors detected: Value 'short' at 'clientRequestToken' failed to satisfy constraint: Member must have length greater than or equal to 32; Value at 'secretString' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'RotateSecret',
      {SecretId: 'x', ClientRequestToken: TOKEN, RotationRules: {ScheduleExpression: 'a;b'}},
      "1 validation error detected: Value 'a;b' at 'rotationRules.scheduleExpression' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9A-Za-z()#?*\\-/, ]+$",
    ],
  ])('%s %j', async (operation, input, message) => {
    expect(await raw(sandbox, operation, input)).toEqual(refusal('ValidationException', message))
  })

  it('says nothing of a value that is too long', async () => {
    const value = 'canary-'.repeat(10_000)
    const answer = await raw(sandbox, 'PutSecretValue', {SecretId: 'x', ClientRequestToken: TOKEN, SecretString: value})
    expect(answer).toEqual(
      refusal(
        'ValidationException',
        "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
      ),
    )
  })

  it.each([
    ['DescribeSecret', {SecretId: 7}, 'NUMBER_VALUE can not be converted to a String'],
    ['DescribeSecret', {SecretId: ['x']}, 'Start of list found where not expected'],
    ['ListSecrets', {MaxResults: '7'}, 'STRING_VALUE can not be converted to an Integer'],
    [
      'DeleteSecret',
      {SecretId: 'x', ForceDeleteWithoutRecovery: 'yes'},
      'STRING_VALUE can not be converted to a Boolean',
    ],
  ])('%s %j is no JSON for it', async (operation, input, message) => {
    expect(await raw(sandbox, operation, input)).toEqual(refusal('SerializationException', message))
  })

  it.each([65_536, 65_537])('takes a value of %i bytes up to 65,536', async size => {
    await secret.create()
    const bytes = {
      SecretId: secret.id,
      ClientRequestToken: TOKEN,
      SecretBinary: Buffer.alloc(size, 1).toString('base64'),
    }
    expect((await raw(sandbox, 'PutSecretValue', bytes)).status).toBe(size > 65_536 ? 400 : 200)
    const text = {SecretId: secret.id, ClientRequestToken: tokenOf('t8'), SecretString: 'é'.repeat(Math.ceil(size / 2))}
    expect((await raw(sandbox, 'PutSecretValue', text)).status).toBe(size > 65_536 ? 400 : 200)
  })
})
