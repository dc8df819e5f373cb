import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

const AliasName = 'alias/rotation'

let sandbox: TestSandbox
let kms: KMSClient
let KeyId: string

const create = async () => (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.KeyId!

beforeEach(async () => {
  sandbox = await startTestSandbox()
  kms = new KMSClient(sandbox.config)
  KeyId = await create()
})

afterEach(() => sandbox.stop())

describe('an alias', () => {
  const target = async () => (await kms.send(new DescribeKeyCommand({KeyId: AliasName}))).KeyMetadata?.KeyId

  it('moves to another key and goes, and neither where there is none', async () => {
    const other = await create()
    const move = (TargetKeyId: string) => kms.send(new UpdateAliasCommand({AliasName, TargetKeyId}))
    const remove = () => kms.send(new DeleteAliasCommand({AliasName}))
    const missing = {name: 'NotFoundException'}
    await expect(move(other)).rejects.toMatchObject(missing)
    await expect(remove()).rejects.toMatchObject(missing)
    await kms.send(new CreateAliasCommand({AliasName, TargetKeyId: KeyId}))
    await move(other)
    expect(await target()).toBe(other)
    await remove()
    await expect(target()).rejects.toMatchObject(missing)
  })

  it('does not move to a key that is to be deleted', async () => {
    await kms.send(new CreateAliasCommand({AliasName, TargetKeyId: KeyId}))
    const other = await create()
    await kms.send(new ScheduleKeyDeletionCommand({KeyId: other}))
    const move = kms.send(new UpdateAliasCommand({AliasName, TargetKeyId: other}))
    await expect(move).rejects.toMatchObject({name: 'KMSInvalidStateException'})
  })

  it('is moved by whoever may use both keys and the alias for it', async () => {
    const other = await create()
    await kms.send(new CreateAliasCommand({AliasName, TargetKeyId: KeyId}))
    const here = 'arn:aws:kms:eu-central-1:111122223333:'
    const as = (userName: string, ...Resource: string[]) => {
      const policies = {
        own: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: 'kms:UpdateAlias', Resource}]},
      }
      const credentials = sandbox.iam.addUser({accountId: sandbox.accountId, userName, policies})
      return new KMSClient({...sandbox.config, credentials})
    }
    const move = new UpdateAliasCommand({AliasName, TargetKeyId: other})
    const few = as('ana', `${here}${AliasName}`, `${here}key/${other}`)
    await expect(few.send(move)).rejects.toMatchObject({name: 'AccessDeniedException'})
    await as('bea', `${here}${AliasName}`, `${here}key/${other}`, `${here}key/${KeyId}`).send(move)
    expect(await target()).toBe(other)
  })
})

describe('a key', () => {
  const rotates = async () => (await kms.send(new GetKeyRotationStatusCommand({KeyId}))).KeyRotationEnabled

  it('gets new material every year or not, unless it is disabled', async () => {
    expect(await rotates()).toBe(false)
    await kms.send(new EnableKeyRotationCommand({KeyId}))
    expect(await rotates()).toBe(true)
    await kms.send(new DisableKeyRotationCommand({KeyId}))
    expect(await rotates()).toBe(false)
    await kms.send(new DisableKeyCommand({KeyId}))
    const refused = kms.send(new EnableKeyRotationCommand({KeyId}))
    await expect(refused).rejects.toMatchObject({name: 'DisabledException'})
  })

  it('gets it as often as it is told, and no more once it is to be deleted', async () => {
    const status = async (id = KeyId) => {
      const told = await kms.send(new GetKeyRotationStatusCommand({KeyId: id}))
      return [told.KeyRotationEnabled, told.RotationPeriodInDays]
    }
    await kms.send(new EnableKeyRotationCommand({KeyId, RotationPeriodInDays: 180}))
    expect(await status()).toEqual([true, 180])
    const short = kms.send(new EnableKeyRotationCommand({KeyId, RotationPeriodInDays: 89}))
    await expect(short).rejects.toMatchObject({name: 'ValidationException'})
    await kms.send(new ScheduleKeyDeletionCommand({KeyId}))
    expect(await status()).toEqual([false, undefined])
    await kms.send(new CancelKeyDeletionCommand({KeyId}))
    expect(await status()).toEqual([true, 180])
    await kms.send(new EnableKeyCommand({KeyId}))
    await kms.send(new EnableKeyRotationCommand({KeyId}))
    expect(await status()).toEqual([true, 365])
    const {KeyMetadata} = await kms.send(new DescribeKeyCommand({KeyId: 'alias/aws/secretsmanager'}))
    expect(await status(KeyMetadata?.KeyId)).toEqual([true, 365])
  })

  it('is told so by whoever may tell it that', async () => {
    const Condition = {NumericLessThan: {'kms:RotationPeriodInDays': '200'}}
    const Statement = [{Effect: 'Allow', Action: 'kms:EnableKeyRotation', Resource: '*', Condition}]
    const policies = {own: {Version: '2012-10-17', Statement}}
    const credentials = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'few', policies})
    const few = new KMSClient({...sandbox.config, credentials})
    await few.send(new EnableKeyRotationCommand({KeyId, RotationPeriodInDays: 180}))
    const longer = few.send(new EnableKeyRotationCommand({KeyId, RotationPeriodInDays: 365}))
    await expect(longer).rejects.toMatchObject({name: 'AccessDeniedException'})
  })

  it('has another description, unless it is to be deleted', async () => {
    const describeAs = (Description: string) => kms.send(new UpdateKeyDescriptionCommand({KeyId, Description}))
    await describeAs('of rotations')
    expect((await kms.send(new DescribeKeyCommand({KeyId}))).KeyMetadata?.Description).toBe('of rotations')
    await kms.send(new ScheduleKeyDeletionCommand({KeyId}))
    await expect(describeAs('x')).rejects.toMatchObject({name: 'KMSInvalidStateException'})
  })
})
