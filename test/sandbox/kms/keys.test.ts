import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {keyPolicy} from '../../support/kms.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

const DAY_MS = 86_400_000
const startAt = Date.UTC(2026, 10, 22, 9)
const UNKNOWN = '00000000-0000-0000-0000-000000000000'

let sandbox: TestSandbox
let kms: KMSClient
let KeyId: string

beforeEach(async () => {
  sandbox = await startTestSandbox({clock: {mode: 'manual', startAt}})
  kms = new KMSClient({...sandbox.config, maxAttempts: 2})
  KeyId = (await kms.send(new CreateKeyCommand({Description: 'for secrets'}))).KeyMetadata!.Arn!
})

afterEach(async () => {
  kms.destroy()
  await sandbox.stop()
})

const described = async (id = KeyId) => (await kms.send(new DescribeKeyCommand({KeyId: id}))).KeyMetadata!
const id = () => KeyId.split('/')[1]!
const alias = (AliasName: string) => kms.send(new CreateAliasCommand({AliasName, TargetKeyId: KeyId}))
const schedule = (days?: number) => kms.send(new ScheduleKeyDeletionCommand({KeyId, PendingWindowInDays: days}))

/** A client of a user with these statements in its policy. */
function as(...Statement: object[]): KMSClient {
  const policies: Record<string, object> = Statement.length === 0 ? {} : {own: {Version: '2012-10-17', Statement}}
  const user = {accountId: sandbox.accountId, userName: 'ana', policies}
  return new KMSClient({...sandbox.config, credentials: sandbox.iam.addUser(user)})
}

describe('a KMS key', () => {
  it('is described by id, ARN and alias', async () => {
    await alias('alias/app')
    for (const name of [KeyId, id(), 'alias/app', KeyId.replace(/key\/.*/, 'alias/app')]) {
      expect(await described(name)).toMatchObject({
        Arn: KeyId,
        KeyId: id(),
        AWSAccountId: sandbox.accountId,
        Description: 'for secrets',
        CreationDate: new Date(startAt),
        Enabled: true,
        KeyState: 'Enabled',
        KeyManager: 'CUSTOMER',
        KeySpec: 'SYMMETRIC_DEFAULT',
      })
    }
  })

  it.each([
    ['an unknown id', UNKNOWN, `key/${UNKNOWN}' does not exist`],
    ['no id at all', 'nonsense', "Invalid keyId 'nonsense'"],
    ['an unknown alias', 'alias/none', 'alias/none is not found.'],
    ['a key of another region', `arn:aws:kms:eu-west-1:111122223333:key/${UNKNOWN}`, 'Invalid arn eu-west-1'],
  ])('is not found by %s', async (_what, name, words) => {
    await expect(described(name)).rejects.toMatchObject({
      name: 'NotFoundException',
      message: expect.stringContaining(words),
      $metadata: {httpStatusCode: 400},
    })
  })

  it('can be disabled and enabled, twice as well as once', async () => {
    for (const _again of [1, 2]) await kms.send(new DisableKeyCommand({KeyId}))
    expect(await described()).toMatchObject({Enabled: false, KeyState: 'Disabled'})
    for (const _again of [1, 2]) await kms.send(new EnableKeyCommand({KeyId}))
    expect(await described()).toMatchObject({Enabled: true, KeyState: 'Enabled'})
  })

  it('waits for its deletion, refuses to be changed meanwhile, and is gone then', async () => {
    const DeletionDate = new Date(startAt + 7 * DAY_MS)
    expect(await schedule(7)).toMatchObject({KeyId, DeletionDate, KeyState: 'PendingDeletion', PendingWindowInDays: 7})
    expect(await described()).toMatchObject({Enabled: false, KeyState: 'PendingDeletion', DeletionDate})
    const pending = {name: 'KMSInvalidStateException', message: `${KeyId} is pending deletion.`}
    for (const command of [new EnableKeyCommand({KeyId}), new DisableKeyCommand({KeyId})]) {
      await expect(kms.send(command)).rejects.toMatchObject(pending)
    }
    await expect(schedule()).rejects.toMatchObject(pending)
    await expect(alias('alias/late')).rejects.toMatchObject(pending)
    await sandbox.clock.advance(7 * DAY_MS)
    await expect(described()).rejects.toMatchObject({name: 'NotFoundException'})
  })

  it('comes back disabled when its deletion is cancelled', async () => {
    await expect(kms.send(new CancelKeyDeletionCommand({KeyId}))).rejects.toMatchObject({
      name: 'KMSInvalidStateException',
      message: `${KeyId} is not pending deletion.`,
    })
    await schedule()
    await kms.send(new CancelKeyDeletionCommand({KeyId}))
    expect(await described()).toMatchObject({KeyState: 'Disabled'})
    await sandbox.clock.advance(31 * DAY_MS)
    expect(await described()).toMatchObject({KeyState: 'Disabled'})
  })

  it('is not made of a kind that the sandbox does not have', async () => {
    await expect(kms.send(new CreateKeyCommand({KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY'}))).rejects.toMatchObject({
      name: 'UnsupportedOperationException',
    })
  })

  it('survives a snapshot', async () => {
    await alias('alias/app')
    const saved = sandbox.snapshot()
    await schedule()
    sandbox.restore(saved)
    expect(await described('alias/app')).toMatchObject({KeyState: 'Enabled'})
  })

  it('is absent from a state that was written before there were keys', async () => {
    const {services, ...rest} = sandbox.snapshot()
    const {kms: _keys, ...older} = services
    sandbox.restore({...rest, services: older})
    await expect(described()).rejects.toMatchObject({name: 'NotFoundException'})
  })
})

describe('an alias', () => {
  it('is listed by name, page by page, for all keys or one', async () => {
    const {KeyMetadata: other} = await kms.send(new CreateKeyCommand({}))
    await alias('alias/b')
    await alias('alias/a')
    await kms.send(new CreateAliasCommand({AliasName: 'alias/c', TargetKeyId: other!.KeyId}))
    const first = await kms.send(new ListAliasesCommand({Limit: 2}))
    expect(first).toMatchObject({Truncated: true, Aliases: [{AliasName: 'alias/a'}, {AliasName: 'alias/b'}]})
    const last = await kms.send(new ListAliasesCommand({Limit: 2, Marker: first.NextMarker}))
    expect(last).toMatchObject({Truncated: false, Aliases: [{AliasName: 'alias/c', TargetKeyId: other!.KeyId}]})
    const own = await kms.send(new ListAliasesCommand({KeyId}))
    expect(own.Aliases?.map(({AliasName}) => AliasName)).toEqual(['alias/a', 'alias/b'])
  })

  it('is refused when taken, without the prefix, and in the name of AWS', async () => {
    await alias('alias/a')
    await expect(alias('alias/a')).rejects.toMatchObject({name: 'AlreadyExistsException'})
    await expect(alias('a')).rejects.toMatchObject({name: 'InvalidAliasNameException'})
    await expect(alias('alias/aws/x')).rejects.toMatchObject({name: 'InvalidAliasNameException'})
  })

  it('aws/secretsmanager is a key of AWS, which nobody changes', async () => {
    const managed = await described('alias/aws/secretsmanager')
    expect(managed).toMatchObject({KeyManager: 'AWS', KeyState: 'Enabled'})
    expect((await described('alias/aws/secretsmanager')).KeyId).toBe(managed.KeyId)
    await expect(kms.send(new DisableKeyCommand({KeyId: managed.KeyId}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
  })
})

describe('the policy of a key', () => {
  const policyNow = async () => JSON.parse((await kms.send(new GetKeyPolicyCommand({KeyId}))).Policy!) as unknown
  const put = (policy: object, more: object = {}) =>
    kms.send(new PutKeyPolicyCommand({KeyId, Policy: JSON.stringify(policy), ...more}))
  const anaArn = () => `arn:aws:iam::${sandbox.accountId}:user/ana`
  const forAna = (Action: string) => ({Effect: 'Allow', Principal: {AWS: anaArn()}, Action, Resource: '*'})

  it('leaves the decision to the account where nobody wrote another', async () => {
    expect(await policyNow()).toMatchObject({
      Statement: [{Principal: {AWS: `arn:aws:iam::${sandbox.accountId}:root`}, Action: 'kms:*'}],
    })
    const denied = {name: 'AccessDeniedException', message: expect.stringContaining('kms:DescribeKey on resource: ')}
    await expect(as().send(new DescribeKeyCommand({KeyId}))).rejects.toMatchObject(denied)
    const allowed = as({Effect: 'Allow', Action: 'kms:DescribeKey', Resource: KeyId})
    expect((await allowed.send(new DescribeKeyCommand({KeyId}))).KeyMetadata?.Arn).toBe(KeyId)
  })

  it('can let somebody in whose own policies say nothing', async () => {
    const policy = keyPolicy(sandbox.accountId, forAna('kms:DescribeKey'))
    await put(policy)
    expect(await policyNow()).toEqual(policy)
    const ana = as()
    expect((await ana.send(new DescribeKeyCommand({KeyId}))).KeyMetadata?.Arn).toBe(KeyId)
    await expect(ana.send(new DisableKeyCommand({KeyId}))).rejects.toMatchObject({name: 'AccessDeniedException'})
  })

  it('shuts out everybody it does not name, whatever their own policies say', async () => {
    const ana = as({Effect: 'Allow', Action: '*', Resource: '*'})
    const other = {Version: '2012-10-17', Statement: [{...forAna('kms:*'), Principal: {AWS: `${anaArn()}-not`}}]}
    await put(other, {BypassPolicyLockoutSafetyCheck: true})
    for (const client of [ana, kms]) {
      await expect(client.send(new DescribeKeyCommand({KeyId}))).rejects.toMatchObject({name: 'AccessDeniedException'})
    }
  })

  it('is refused when it would shut out its author, and when it is none', async () => {
    const malformed = {name: 'MalformedPolicyDocumentException'}
    const policy = {Version: '2012-10-17', Statement: [forAna('kms:*')]}
    await expect(put(policy)).rejects.toMatchObject(malformed)
    await expect(kms.send(new CreateKeyCommand({Policy: JSON.stringify(policy)}))).rejects.toMatchObject(malformed)
    const nobody = {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: 'kms:*', Resource: '*'}]}
    await expect(put(nobody)).rejects.toMatchObject(malformed)
    await expect(kms.send(new PutKeyPolicyCommand({KeyId, Policy: '{'}))).rejects.toMatchObject(malformed)
    expect(await policyNow()).toMatchObject({Statement: [{Action: 'kms:*'}]})
  })

  it('has one name, and is asked for by id, not by alias', async () => {
    await alias('alias/app')
    const notFound = {name: 'NotFoundException'}
    await expect(kms.send(new GetKeyPolicyCommand({KeyId: 'alias/app'}))).rejects.toMatchObject(notFound)
    await expect(kms.send(new GetKeyPolicyCommand({KeyId, PolicyName: 'other'}))).rejects.toMatchObject(notFound)
    await expect(put(keyPolicy(sandbox.accountId), {PolicyName: 'other'})).rejects.toMatchObject(notFound)
  })
})

describe('keys are listed', () => {
  it('by id, a page at a time, with those of AWS', async () => {
    const second = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.Arn!
    const seen: string[] = []
    let Marker: string | undefined
    do {
      const page = await kms.send(new ListKeysCommand({Limit: 1, Marker}))
      seen.push(...page.Keys!.map(({KeyArn}) => KeyArn!))
      Marker = page.NextMarker
    } while (Marker !== undefined)
    expect(seen).toEqual(expect.arrayContaining([KeyId, second]))
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('with their tags', async () => {
    const Tags = [{TagKey: 'team', TagValue: 'payments'}]
    const tagged = (await kms.send(new CreateKeyCommand({Tags}))).KeyMetadata!.KeyId!
    expect(await kms.send(new ListResourceTagsCommand({KeyId: tagged}))).toMatchObject({Tags, Truncated: false})
  })
})
