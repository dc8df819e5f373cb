import {AppSyncClient, ListGraphqlApisCommand} from '@aws-sdk/client-appsync'
import {GetSecretValueCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {toySecrets} from '../../support/toy-services.ts'

describe('the signature check', () => {
  let sandbox: TestSandbox
  beforeEach(async () => {
    sandbox = await startTestSandbox({services: () => [toySecrets()]})
  })
  afterEach(() => sandbox.stop())

  const read = (config = {}) =>
    new SecretsManagerClient({...sandbox.config, ...config}).send(new GetSecretValueCommand({SecretId: 'a'}))

  it('accepts what the SDK signs', async () => {
    await expect(read()).resolves.toMatchObject({Name: 'a', SecretBinary: new Uint8Array(Buffer.from('footest'))})
  })

  it('refuses an unknown key id', async () => {
    const credentials = {...sandbox.credentials, accessKeyId: 'AKIAUNKNOWN'}
    await expect(read({credentials})).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
      $metadata: {httpStatusCode: 400},
    })
  })

  it('refuses another secret access key', async () => {
    const credentials = {...sandbox.credentials, secretAccessKey: 'another'}
    await expect(read({credentials})).rejects.toMatchObject({name: 'InvalidSignatureException'})
  })

  it('answers an unserved service so that the client can read the refusal', async () => {
    const client = new AppSyncClient(sandbox.config)
    await expect(client.send(new ListGraphqlApisCommand())).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The sandbox does not serve appsync.',
    })
  })
})
