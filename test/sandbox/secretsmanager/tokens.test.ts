import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {raw} from './support/raw.ts'
import {SecretUnderTest, tokenOf} from './support/secrets.ts'

let sandbox: TestSandbox
let client: SecretsManagerClient
let secret: SecretUnderTest

beforeEach(async () => {
  sandbox = await startTestSandbox()
  client = new SecretsManagerClient(sandbox.config)
  secret = new SecretUnderTest(client, 'prod/api')
})

afterEach(() => sandbox.stop())

const taken = (token: string, arn: string) => ({
  name: 'ResourceExistsException',
  message: `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
})

describe('conformance 5: the same ClientRequestToken again', () => {
  const create = (token: string, value: string) =>
    client.send(new CreateSecretCommand({Name: secret.id, ClientRequestToken: tokenOf(token), SecretString: value}))
  const put = (token: string, value: string, VersionStages?: string[]) =>
    client.send(
      new PutSecretValueCommand({
        SecretId: secret.id,
        ClientRequestToken: tokenOf(token),
        SecretString: value,
        ...(VersionStages === undefined ? {} : {VersionStages}),
      }),
    )
  const update = (token: string, value: string, Description?: string) =>
    client.send(
      new UpdateSecretCommand({
        SecretId: secret.id,
        ClientRequestToken: tokenOf(token),
        SecretString: value,
        ...(Description === undefined ? {} : {Description}),
      }),
    )

  it('creates a secret once: the same value again is the same answer', async () => {
    const {$metadata: _first, ...first} = await create('t1', 'a')
    const {$metadata: _again, ...again} = await create('t1', 'a')
    expect(again).toEqual(first)
  })

  it('refuses to create with another value under the token', async () => {
    const {ARN} = await create('t1', 'a')
    await expect(create('t1', 'b')).rejects.toMatchObject(taken(tokenOf('t1'), ARN!))
  })

  it('refuses to create an existing name under another token, whatever the value', async () => {
    await create('t1', 'a')
    await expect(create('t2', 'a')).rejects.toMatchObject({
      name: 'ResourceExistsException',
      message: 'The operation failed because the secret prod/api already exists.',
    })
  })

  it.each([
    ['PutSecretValue', put],
    ['UpdateSecret', update],
  ])('%s: the same value changes nothing, another value is refused', async (_name, write) => {
    const {ARN} = await create('t1', 'a')
    await write('t2', 'b')
    await write('t3', 'c')
    const before = await secret.labels()
    await write('t2', 'b')
    expect(await secret.labels()).toEqual(before)
    await expect(write('t2', 'x')).rejects.toMatchObject(taken(tokenOf('t2'), ARN!))
    await expect(write('t1', 'x')).rejects.toMatchObject(taken(tokenOf('t1'), ARN!))
    expect(await secret.labels()).toEqual(before)
  })

  it('keeps the labels when the same value comes with other labels', async () => {
    await create('t1', 'a')
    await put('t2', 'b', ['AWSPENDING'])
    expect((await put('t2', 'b', ['OTHER'])).VersionStages).toEqual(['AWSPENDING'])
    expect(await secret.labels()).toEqual({t1: ['AWSCURRENT'], t2: ['AWSPENDING']})
  })

  it('takes a description that comes with a value it knows', async () => {
    await create('t1', 'a')
    await update('t1', 'a', 'new words')
    expect(await secret.describe()).toMatchObject({Description: 'new words'})
  })

  it('tells text and bytes of the same content apart', async () => {
    const {ARN} = await create('t1', 'abc')
    const binary = new PutSecretValueCommand({
      SecretId: secret.id,
      ClientRequestToken: tokenOf('t1'),
      SecretBinary: Buffer.from('abc'),
    })
    await expect(client.send(binary)).rejects.toMatchObject(taken(tokenOf('t1'), ARN!))
  })
})

describe('conformance 6: a raw request without a token', () => {
  const message = 'You must provide a ClientRequestToken value. We recommend a UUID-type value.'

  it.each([
    ['CreateSecret', {Name: 'nobody', SecretString: 'x'}, 'InvalidRequestException'],
    ['PutSecretValue', {SecretId: 'nobody', SecretString: 'x'}, 'InvalidRequestException'],
    ['UpdateSecret', {SecretId: 'nobody', SecretString: 'x'}, 'InvalidRequestException'],
    ['UpdateSecret', {SecretId: 'nobody', Description: 'x'}, 'InvalidRequestException'],
    ['RotateSecret', {SecretId: 'nobody'}, 'InvalidParameterException'],
  ])('%s %j is refused as %s, before anybody looks for the secret', async (operation, input, code) => {
    expect(await raw(sandbox, operation, input)).toEqual({status: 400, body: {__type: code, Message: message}})
  })
})
