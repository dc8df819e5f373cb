import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {SecretDescription} from '../../../src/lib/rotation/secret.ts'
import {connect, keysOf, type Connected} from '../../support/connect.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

let sandbox: TestSandbox
let sdk: SecretsManagerClient
let aws: Connected

beforeEach(async () => {
  sandbox = await startTestSandbox({switches: {pageSize: 2}})
  sdk = new SecretsManagerClient(sandbox.config)
  Object.assign(process.env, keysOf(sandbox.credentials))
  aws = connect(sandbox.url)
})

afterEach(async () => {
  sdk.destroy()
  await sandbox.stop()
})

async function create(name: string, value = 'hunter2'): Promise<{arn: string; versionId: string}> {
  const made = await sdk.send(new CreateSecretCommand({Name: name, SecretString: value, Description: 'of a test'}))
  return {arn: made.ARN ?? '', versionId: made.VersionId ?? ''}
}

describe('a secret', () => {
  it('is described with its labels, tags and dates in epoch milliseconds', async () => {
    const {arn, versionId} = await create('prod/api')
    await sdk.send(new TagResourceCommand({SecretId: arn, Tags: [{Key: 'team', Value: 'search'}]}))
    const secret = await aws.gateways.secrets.describe('prod/api')
    expect(secret).toMatchObject({arn, name: 'prod/api', description: 'of a test', tags: {team: 'search'}})
    expect(secret.staging).toEqual(new Map([[versionId, ['AWSCURRENT']]]))
    expect(Math.abs((secret.createdAt ?? 0) - sandbox.clock.now())).toBeLessThan(60_000)
    expect('rotationEnabled' in secret).toBe(false)
    expect(aws.actions).toEqual(['secretsmanager:DescribeSecret'])
  })

  it('is listed on all pages, each entry the same as its description', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await create(name)
    const listed: SecretDescription[] = []
    const pages: number[] = []
    for await (const page of aws.gateways.secrets.list()) {
      pages.push(page.length)
      listed.push(...page)
    }
    expect(pages).toEqual([2, 2, 1])
    expect(listed.map(secret => secret.name).sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
    const first = listed[0]
    expect(first).toEqual(await aws.gateways.secrets.describe(first?.arn ?? ''))
  })

  it('is listed by a filter', async () => {
    for (const name of ['prod/a', 'prod/b', 'test/a']) await create(name)
    const names: string[] = []
    for await (const page of aws.gateways.secrets.list({filters: [{key: 'name', values: ['prod/']}]})) {
      names.push(...page.map(secret => secret.name))
    }
    expect(names.sort()).toEqual(['prod/a', 'prod/b'])
  })

  it('lists its versions on all pages, those without labels when asked', async () => {
    const {arn} = await create('prod/api')
    for (const value of ['v2', 'v3', 'v4'])
      await sdk.send(new PutSecretValueCommand({SecretId: arn, SecretString: value}))
    const labelled = await aws.gateways.secrets.listVersions(arn)
    expect(labelled.flatMap(version => version.labels).sort()).toEqual(['AWSCURRENT', 'AWSPREVIOUS'])
    const all = await aws.gateways.secrets.listVersions(arn, {includeDeprecated: true})
    expect(all).toHaveLength(4)
    expect(all.filter(version => version.labels.length === 0)).toHaveLength(2)
  })

  it('gives its value as something that cannot be printed', async () => {
    const {versionId} = await create('prod/api', 'hunter2')
    const value = await aws.gateways.secrets.getValue('prod/api', {label: 'AWSCURRENT'})
    expect(value).toMatchObject({versionId, labels: ['AWSCURRENT'], binary: false})
    expect(`${String(value?.value)} ${JSON.stringify(value)}`).not.toContain('hunter2')
    expect(value?.value.reveal()).toBe('hunter2')
  })

  it('gives a binary value as bytes', async () => {
    await sdk.send(new CreateSecretCommand({Name: 'bin', SecretBinary: new Uint8Array([1, 2, 255])}))
    const value = await aws.gateways.secrets.getValue('bin', {})
    expect(value?.binary).toBe(true)
    expect(value?.value.reveal()).toEqual(new Uint8Array([1, 2, 255]))
  })

  it('has no value under a label that nobody holds', async () => {
    await create('prod/api')
    expect(await aws.gateways.secrets.getValue('prod/api', {label: 'AWSPENDING'})).toBeUndefined()
  })

  it('that does not exist is SECRET_NOT_FOUND, also when its value is asked for', async () => {
    const notFound = {code: 'SECRET_NOT_FOUND', exit: 1, message: 'There is no secret nope in eu-central-1.'}
    await expect(aws.gateways.secrets.describe('nope')).rejects.toMatchObject(notFound)
    await expect(aws.gateways.secrets.getValue('nope', {})).rejects.toMatchObject(notFound)
  })
})

describe('a label', () => {
  it('is moved from one version to another', async () => {
    const {arn, versionId} = await create('prod/api')
    const put = await sdk.send(
      new PutSecretValueCommand({SecretId: arn, SecretString: 'v2', VersionStages: ['AWSPENDING']}),
    )
    const to = put.VersionId ?? ''
    await aws.mutations.secrets.moveLabel({arn, label: 'AWSCURRENT', from: versionId, to})
    const {staging} = await aws.gateways.secrets.describe(arn)
    expect(staging.get(to)).toContain('AWSCURRENT')
    expect(staging.get(versionId)).toEqual(['AWSPREVIOUS'])
    await aws.mutations.secrets.moveLabel({arn, label: 'AWSPENDING', from: to})
    expect((await aws.gateways.secrets.describe(arn)).staging.get(to)).toEqual(['AWSCURRENT'])
  })

  it('that is no longer where it was is LABEL_MOVED', async () => {
    const {arn, versionId} = await create('prod/api')
    const put = await sdk.send(
      new PutSecretValueCommand({SecretId: arn, SecretString: 'v2', VersionStages: ['AWSPENDING']}),
    )
    await expect(
      aws.mutations.secrets.moveLabel({arn, label: 'AWSCURRENT', from: put.VersionId ?? '', to: put.VersionId ?? ''}),
    ).rejects.toMatchObject({code: 'LABEL_MOVED', exit: 3})
    expect((await aws.gateways.secrets.describe(arn)).staging.get(versionId)).toEqual(['AWSCURRENT'])
  })
})

describe('a rotation', () => {
  it('of a function that cannot be invoked is FUNCTION_NOT_INVOKABLE, not a denied caller', async () => {
    const {arn} = await create('prod/api')
    const functionArn = 'arn:aws:lambda:eu-central-1:111122223333:function:nope'
    await expect(
      aws.mutations.secrets.rotate({
        arn,
        clientRequestToken: '3e8b1c9d-5c0e-4a53-9a52-6f1d7f0c2b11',
        functionArn,
        rules: {automaticallyAfterDays: 30},
      }),
    ).rejects.toMatchObject({code: 'FUNCTION_NOT_INVOKABLE', exit: 3})
  })
})
