import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  RemoveRegionsFromReplicationCommand,
  ReplicateSecretToRegionsCommand,
  SecretsManagerClient,
  StopReplicationToReplicaCommand,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {makeKey} from '../../support/kms.ts'
import {startBench, type Bench} from './support/bench.ts'
import {raw} from './support/raw.ts'
import {SecretUnderTest, tokenOf} from './support/secrets.ts'

let bench: Bench
let ireland: SecretUnderTest
let arn: string
const SecretId = 'prod/api'

beforeEach(async () => {
  bench = await startBench()
  arn = await bench.secret.create('v1')
  ireland = new SecretUnderTest(new SecretsManagerClient({...bench.sandbox.config, region: 'eu-west-1'}), SecretId)
})

afterEach(() => bench.sandbox.stop())

const replicate = (Region = 'eu-west-1', ForceOverwriteReplicaSecret = false) =>
  bench.secret.client.send(
    new ReplicateSecretToRegionsCommand({SecretId, AddReplicaRegions: [{Region}], ForceOverwriteReplicaSecret}),
  )
const replicated = async () => {
  await replicate()
  await bench.pass(5_000)
}
const statusOf = async () => (await bench.secret.describe()).ReplicationStatus

describe('a replica', () => {
  it('is in progress at first, then in sync, under the same ARN in its region', async () => {
    const {ReplicationStatus} = await replicate()
    expect(ReplicationStatus).toEqual([{Region: 'eu-west-1', Status: 'InProgress'}])
    await bench.pass(5_000)
    expect(await statusOf()).toEqual([{Region: 'eu-west-1', Status: 'InSync'}])
    expect(await ireland.describe()).toMatchObject({
      ARN: arn.replace('eu-central-1', 'eu-west-1'),
      PrimaryRegion: 'eu-central-1',
    })
    expect(await bench.secret.describe()).toMatchObject({PrimaryRegion: 'eu-central-1'})
  })

  it('follows values, labels and tags of its primary, and remembers its own reads', async () => {
    await replicated()
    await bench.secret.put('v2')
    await bench.secret.client.send(new TagResourceCommand({SecretId, Tags: [{Key: 'a', Value: 'b'}]}))
    expect(await ireland.value()).toBe('value of v2')
    expect(await ireland.labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT']})
    expect((await ireland.describe()).Tags).toEqual([{Key: 'a', Value: 'b'}])
    expect(await bench.secret.describe()).not.toHaveProperty('LastAccessedDate')
    expect((await statusOf())?.[0]?.LastAccessedDate).toEqual(new Date('2026-11-02T00:00:00Z'))
  })

  it('can be found by its primary region', async () => {
    await replicated()
    const search = new ListSecretsCommand({Filters: [{Key: 'primary-region', Values: ['eu-central']}]})
    expect((await ireland.client.send(search)).SecretList).toHaveLength(1)
  })

  it('refuses writes', async () => {
    await replicated()
    const refusal = {
      name: 'InvalidParameterException',
      message: "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
    }
    await expect(ireland.put('v2')).rejects.toMatchObject(refusal)
    await expect(ireland.move('X', {to: 'v1'})).rejects.toMatchObject(refusal)
    const tag = new TagResourceCommand({SecretId, Tags: [{Key: 'a', Value: 'b'}]})
    await expect(ireland.client.send(tag)).rejects.toMatchObject(refusal)
    await expect(ireland.client.send(new DeleteSecretCommand({SecretId}))).rejects.toMatchObject(refusal)
  })

  it('fails where the name is taken, and takes it when told to', async () => {
    await ireland.create('old')
    await replicated()
    expect(await statusOf()).toEqual([
      {
        Region: 'eu-west-1',
        Status: 'Failed',
        StatusMessage: 'Secret with this name already exists in this region',
      },
    ])
    expect(await ireland.value()).toBe('value of old')
    await replicate('eu-west-1', true)
    await bench.pass(5_000)
    expect(await ireland.value()).toBe('value of v1')
  })

  it('goes at once when its region is removed', async () => {
    await replicated()
    const remove = new RemoveRegionsFromReplicationCommand({SecretId, RemoveReplicaRegions: ['eu-west-1']})
    expect((await bench.secret.client.send(remove)).ReplicationStatus).toEqual([])
    await expect(ireland.describe()).rejects.toMatchObject({name: 'ResourceNotFoundException'})
    await expect(bench.secret.client.send(remove)).rejects.toMatchObject({name: 'InvalidParameterException'})
  })

  it('stands alone once replication to it is stopped', async () => {
    await replicated()
    await ireland.client.send(new StopReplicationToReplicaCommand({SecretId}))
    await ireland.put('v2')
    await bench.secret.put('v3')
    expect(await ireland.labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT']})
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], v3: ['AWSCURRENT']})
    expect(await statusOf()).toEqual([])
    const again = new StopReplicationToReplicaCommand({SecretId})
    await expect(ireland.client.send(again)).rejects.toMatchObject({name: 'InvalidRequestException'})
  })

  it('keeps its primary from being deleted', async () => {
    await replicated()
    await expect(bench.secret.client.send(new DeleteSecretCommand({SecretId}))).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining('[eu-west-1]'),
    })
  })

  it.each(['eu-central-1', 'eu-west-1'])('is not made in the primary’s region nor twice: %s', async region => {
    await replicated()
    await expect(replicate(region)).rejects.toMatchObject({name: 'InvalidParameterException'})
  })

  it('can be asked for with the secret itself', async () => {
    await makeKey(bench.sandbox, {alias: 'alias/ireland', region: 'eu-west-1'})
    const {body} = await raw(bench.sandbox, 'CreateSecret', {
      Name: 'other',
      ClientRequestToken: tokenOf('v1'),
      SecretString: 'x',
      AddReplicaRegions: [{Region: 'eu-west-1', KmsKeyId: 'alias/ireland'}],
    })
    expect(body['ReplicationStatus']).toEqual([{Region: 'eu-west-1', KmsKeyId: 'alias/ireland', Status: 'InProgress'}])
    await bench.pass(5_000)
    const copy = new GetSecretValueCommand({SecretId: 'other'})
    expect((await ireland.client.send(copy)).SecretString).toBe('x')
    expect(await ireland.client.send(new DescribeSecretCommand({SecretId: 'other'}))).toMatchObject({
      KmsKeyId: 'alias/ireland',
    })
  })
})
