import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  RestoreSecretCommand,
  type DeleteSecretCommandInput,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {DAY, startBench, type Bench} from './support/bench.ts'
import {raw} from './support/raw.ts'
import {tokenOf} from './support/secrets.ts'

let bench: Bench
let arn: string

beforeEach(async () => {
  bench = await startBench()
  arn = await bench.secret.create('v1')
})

afterEach(() => bench.sandbox.stop())

const remove = (input: Partial<DeleteSecretCommandInput> = {}) =>
  bench.secret.client.send(new DeleteSecretCommand({SecretId: bench.secret.id, ...input}))
const restore = () => bench.secret.client.send(new RestoreSecretCommand({SecretId: bench.secret.id}))
const listed = async (IncludePlannedDeletion: boolean) =>
  (await bench.secret.client.send(new ListSecretsCommand({IncludePlannedDeletion}))).SecretList?.map(
    entry => entry.Name,
  )

const MARKED = "You can't perform this operation on the secret because it was marked for deletion."

describe('conformance 22: a secret scheduled for deletion', () => {
  it('is deleted after thirty days unless told otherwise', async () => {
    const {DeletionDate} = await remove()
    expect(DeletionDate).toEqual(new Date('2026-12-02T10:00:00Z'))
    await bench.pass(30 * DAY)
    await expect(bench.secret.describe()).rejects.toMatchObject({name: 'ResourceNotFoundException'})
  })

  it('can still be described, with its labels and its date', async () => {
    await remove({RecoveryWindowInDays: 7})
    expect(await bench.secret.describe()).toMatchObject({
      DeletedDate: new Date('2026-11-09T10:00:00Z'),
      VersionIdsToStages: {[tokenOf('v1')]: ['AWSCURRENT']},
    })
  })

  it.each([
    ['GetSecretValue', {}],
    ['PutSecretValue', {ClientRequestToken: tokenOf('v2'), SecretString: 'x'}],
    ['UpdateSecret', {ClientRequestToken: tokenOf('v2')}],
    ['UpdateSecretVersionStage', {VersionStage: 'X', MoveToVersionId: tokenOf('v1')}],
    ['TagResource', {Tags: [{Key: 'a', Value: 'b'}]}],
    ['UntagResource', {TagKeys: ['a']}],
    ['RotateSecret', {ClientRequestToken: tokenOf('v2')}],
    ['CancelRotateSecret', {}],
    ['PutResourcePolicy', {ResourcePolicy: '{}'}],
    ['GetResourcePolicy', {}],
    ['DeleteResourcePolicy', {}],
    ['DeleteSecret', {}],
  ])('refuses %s', async (operation, input) => {
    await remove()
    expect(await raw(bench.sandbox, operation, {SecretId: arn, ...input})).toEqual({
      status: 400,
      body: {__type: 'InvalidRequestException', Message: MARKED},
    })
  })

  it('keeps its name from being used again', async () => {
    await remove()
    const again = new CreateSecretCommand({Name: bench.secret.id, SecretString: 'x'})
    await expect(bench.secret.client.send(again)).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: "You can't create this secret because a secret with this name is already scheduled for deletion.",
    })
  })

  it('is listed only on demand', async () => {
    await remove()
    expect(await listed(false)).toEqual([])
    expect(await listed(true)).toEqual([bench.secret.id])
  })

  it('is as before once it is restored', async () => {
    await remove({RecoveryWindowInDays: 7})
    expect(await restore()).toMatchObject({ARN: arn, Name: bench.secret.id})
    await bench.pass(8 * DAY)
    expect(await bench.secret.value()).toBe('value of v1')
    expect(await bench.secret.describe()).not.toHaveProperty('DeletedDate')
    expect(bench.serviceEvents.map(event => event.eventName)).toEqual([
      'StartSecretVersionDelete',
      'CancelSecretVersionDelete',
    ])
  })

  it('tells the trail when the waiting time ends', async () => {
    await remove({RecoveryWindowInDays: 7})
    await bench.pass(7 * DAY)
    expect(bench.serviceEvents.at(-1)).toMatchObject({eventName: 'EndSecretVersionDelete', secretArn: arn})
  })

  it('can be restored without having been deleted, which changes nothing', async () => {
    expect(await restore()).toMatchObject({ARN: arn})
  })
})

describe('a forced deletion', () => {
  const GONE = "You can't perform this operation on the secret because it was deleted."

  it('takes a moment, in which the name is still taken', async () => {
    await remove({ForceDeleteWithoutRecovery: true})
    const get = new GetSecretValueCommand({SecretId: arn})
    await bench.pass(1_000)
    await expect(bench.secret.client.send(get)).rejects.toMatchObject({name: 'InvalidRequestException', message: GONE})
    await expect(restore()).rejects.toMatchObject({message: GONE})
    await expect(bench.secret.create('v2')).rejects.toMatchObject({name: 'InvalidRequestException'})
    await bench.pass(5_000)
    await expect(bench.secret.client.send(get)).rejects.toMatchObject({name: 'ResourceNotFoundException'})
  })

  it('lets the name be used again, under another ARN and without the old values', async () => {
    await remove({ForceDeleteWithoutRecovery: true})
    await bench.pass(5_000)
    const recreated = await bench.secret.create('v2')
    expect(recreated.slice(0, -7)).toBe(arn.slice(0, -7))
    expect(recreated).not.toBe(arn)
    expect(await bench.secret.labels()).toEqual({v2: ['AWSCURRENT']})
  })

  it('works on a secret that is scheduled already', async () => {
    await remove()
    await remove({ForceDeleteWithoutRecovery: true})
    await bench.pass(5_000)
    await expect(bench.secret.describe()).rejects.toMatchObject({name: 'ResourceNotFoundException'})
  })

  it('of a secret that does not exist answers as if it had', async () => {
    const answer = await remove({SecretId: 'nobody', ForceDeleteWithoutRecovery: true})
    expect(answer).toMatchObject({Name: 'nobody', DeletionDate: new Date('2026-11-02T10:00:00Z')})
    expect(answer.ARN).toMatch(/:secret:nobody-[A-Za-z0-9]{6}$/)
  })

  it.each([
    {RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true},
    {RecoveryWindowInDays: 6},
    {RecoveryWindowInDays: 31},
  ])('refuses %j', async input => {
    await expect(remove(input)).rejects.toMatchObject({name: 'InvalidParameterException'})
  })

  it('ends a rotation for good', async () => {
    bench.functions.handler = () => Promise.reject(new Error('no'))
    await bench.rotated('t1')
    await remove({ForceDeleteWithoutRecovery: true})
    await bench.pass(60 * DAY)
    expect(bench.functions.events).toHaveLength(1)
  })
})
