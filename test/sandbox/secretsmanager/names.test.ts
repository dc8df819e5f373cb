import {DescribeSecretCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {SecretUnderTest} from './support/secrets.ts'

let sandbox: TestSandbox
let client: SecretsManagerClient

beforeEach(async () => {
  sandbox = await startTestSandbox()
  client = new SecretsManagerClient(sandbox.config)
})

afterEach(() => sandbox.stop())

const describeSecret = (SecretId: string) => client.send(new DescribeSecretCommand({SecretId}))

describe('what a SecretId means', () => {
  it('gives a secret an ARN of its name and six letters or digits', async () => {
    const arn = await new SecretUnderTest(client, 'prod/api').create('v1')
    expect(arn).toMatch(/^arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod\/api-[A-Za-z0-9]{6}$/)
  })

  it.each(['prod/api', 'a/b_c+d=e.f@g-h', 'name-a1b2', 'name-a1b2c3-', 'rds!cluster-1'])(
    'finds %s by name, by ARN and by the ARN without the suffix',
    async name => {
      const arn = await new SecretUnderTest(client, name).create('v1')
      for (const id of [name, arn, arn.slice(0, -7)]) expect((await describeSecret(id)).ARN).toBe(arn)
    },
  )

  it('misreads the partial ARN of a name that ends in a hyphen and six characters', async () => {
    const arn = await new SecretUnderTest(client, 'name-a1b2c3').create('v1')
    expect((await describeSecret('name-a1b2c3')).ARN).toBe(arn)
    expect((await describeSecret(arn)).ARN).toBe(arn)
    await expect(describeSecret(arn.slice(0, -7))).rejects.toMatchObject({name: 'ResourceNotFoundException'})
  })

  it('does not take an ARN with another suffix', async () => {
    const arn = await new SecretUnderTest(client, 'prod/api').create('v1')
    await expect(describeSecret(`${arn.slice(0, -6)}abcdef`)).rejects.toMatchObject({name: 'ResourceNotFoundException'})
  })

  it('keeps regions apart', async () => {
    const arn = await new SecretUnderTest(client, 'prod/api').create('v1')
    const elsewhere = new SecretsManagerClient({...sandbox.config, region: 'us-east-1'})
    for (const SecretId of ['prod/api', arn]) {
      await expect(elsewhere.send(new DescribeSecretCommand({SecretId}))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      })
    }
  })

  it('names the partition of the region', async () => {
    const china = new SecretsManagerClient({...sandbox.config, region: 'cn-north-1'})
    expect(await new SecretUnderTest(china, 'x').create('v1')).toMatch(/^arn:aws-cn:secretsmanager:cn-north-1:/)
  })
})
