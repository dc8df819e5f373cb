import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam'
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {ListSecretsCommand, SecretsManagerClient} from '@aws-sdk/client-secrets-manager'
import {CloudTrailClient, LookupEventsCommand} from '@aws-sdk/client-cloudtrail'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {TestSandbox} from '../../support/sandbox.ts'
import {allowing, iamClient, refusal, startIamSandbox, type Keys} from './iam-support.ts'
import {home} from './policy-support.ts'

const UserName = 'mailer'
const spreadMs = 10_000

describe('access keys', () => {
  let sandbox: TestSandbox
  let iam: IAMClient
  let first: Keys
  const restart = async (switches = {}) => {
    sandbox = await startIamSandbox({switches})
    iam = iamClient(sandbox)
    first = sandbox.iam.addUser({accountId: home, userName: UserName})
  }
  beforeEach(() => restart())
  afterEach(() => sandbox.stop())

  const create = async (): Promise<Keys> => {
    const {AccessKey: key} = await iam.send(new CreateAccessKeyCommand({UserName}))
    return {accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? ''}
  }
  const list = async () => (await iam.send(new ListAccessKeysCommand({UserName}))).AccessKeyMetadata ?? []
  const update = (AccessKeyId: string, Status: 'Active' | 'Inactive') =>
    iam.send(new UpdateAccessKeyCommand({UserName, AccessKeyId, Status}))
  const remove = (AccessKeyId: string) => iam.send(new DeleteAccessKeyCommand({UserName, AccessKeyId}))
  const whoIs = (credentials: Keys) =>
    new STSClient({...sandbox.config, credentials}).send(new GetCallerIdentityCommand())
  const accepted = expect.objectContaining({Arn: `arn:aws:iam::${home}:user/${UserName}`}) as unknown
  const notValid = refusal('InvalidClientTokenId', 403, 'The security token included in the request is invalid.')

  it('are created with their secret, which no list shows again', async () => {
    const {AccessKey} = await iam.send(new CreateAccessKeyCommand({UserName}))
    expect(AccessKey).toEqual({
      UserName,
      AccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
      Status: 'Active',
      SecretAccessKey: expect.stringMatching(/^[\w+/]{40}$/),
      CreateDate: new Date('2026-11-22T09:00:00Z'),
    })
    const keys = await list()
    expect(keys.map(({AccessKeyId}) => AccessKeyId)).toEqual([first.accessKeyId, AccessKey?.AccessKeyId])
    for (const key of keys) expect(Object.keys(key).sort()).toEqual(['AccessKeyId', 'CreateDate', 'Status', 'UserName'])
  })

  it('are two at most, inactive ones included: the third is a 409 LimitExceeded', async () => {
    await create()
    await update(first.accessKeyId, 'Inactive')
    await expect(create()).rejects.toMatchObject(
      refusal('LimitExceededException', 409, 'Cannot exceed quota for AccessKeysPerUser: 2'),
    )
    await remove(first.accessKeyId)
    await expect(create()).resolves.toHaveProperty('accessKeyId')
  })

  it('work only after they have spread', async () => {
    const fresh = await create()
    await expect(whoIs(fresh)).rejects.toMatchObject(notValid)
    const secrets = new SecretsManagerClient({...sandbox.config, credentials: fresh})
    await expect(secrets.send(new ListSecretsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    })
    await sandbox.clock.advance(spreadMs - 1)
    await expect(whoIs(fresh)).rejects.toMatchObject(notValid)
    await sandbox.clock.advance(1)
    await expect(whoIs(fresh)).resolves.toEqual(accepted)
  })

  it('still work for a while when they are deactivated, and again a while after they are activated', async () => {
    await update(first.accessKeyId, 'Inactive')
    expect((await list())[0]?.Status).toBe('Inactive')
    await expect(whoIs(first)).resolves.toEqual(accepted)
    await sandbox.clock.advance(spreadMs)
    await expect(whoIs(first)).rejects.toMatchObject(notValid)
    await update(first.accessKeyId, 'Active')
    await expect(whoIs(first)).rejects.toMatchObject(notValid)
    await sandbox.clock.advance(spreadMs)
    await expect(whoIs(first)).resolves.toEqual(accepted)
  })

  it('still work for a while when they are deleted', async () => {
    await remove(first.accessKeyId)
    expect(await list()).toEqual([])
    await expect(whoIs(first)).resolves.toEqual(accepted)
    await sandbox.clock.advance(spreadMs)
    await expect(whoIs(first)).rejects.toMatchObject(notValid)
    await create()
    await expect(whoIs(first)).rejects.toMatchObject(notValid)
  })

  it('spread as fast as told', async () => {
    await sandbox.stop()
    await restart({keySpreadMs: 0})
    await expect(whoIs(await create())).resolves.toEqual(accepted)
  })

  it('are the caller’s own when no user is named', async () => {
    const ana = sandbox.iam.addUser({
      accountId: home,
      userName: 'ana',
      policies: {own: JSON.parse(allowing('iam:*AccessKey*', `arn:aws:iam::${home}:user/\${aws:username}`)) as object},
    })
    const own = iamClient(sandbox, ana)
    const keys = await own.send(new ListAccessKeysCommand({}))
    expect(keys.AccessKeyMetadata).toMatchObject([{UserName: 'ana', AccessKeyId: ana.accessKeyId}])
    await expect(own.send(new ListAccessKeysCommand({UserName}))).rejects.toMatchObject(
      refusal(
        'AccessDenied',
        403,
        `User: ${ana.arn} is not authorized to perform: iam:ListAccessKeys on resource: user ${UserName} ` +
          'because no identity-based policy allows the iam:ListAccessKeys action',
      ),
    )
    const rootKeys = await iam.send(new ListAccessKeysCommand({}))
    expect(rootKeys.AccessKeyMetadata).toMatchObject([{AccessKeyId: sandbox.credentials.accessKeyId}])
  })

  it.each([
    ['ListAccessKeys', () => iam.send(new ListAccessKeysCommand({UserName: 'nobody'}))],
    ['CreateAccessKey', () => iam.send(new CreateAccessKeyCommand({UserName: 'nobody'}))],
  ])('of an unknown user: %s', async (_name, ask) => {
    await expect(ask()).rejects.toMatchObject(
      refusal('NoSuchEntityException', 404, 'The user with name nobody cannot be found.'),
    )
  })

  it('of another user, or none at all, are not found', async () => {
    const other = sandbox.iam.addUser({accountId: home, userName: 'ana'})
    for (const id of [other.accessKeyId, 'AKIAUNKNOWNUNKNOWN00']) {
      await expect(update(id, 'Inactive')).rejects.toMatchObject(
        refusal('NoSuchEntityException', 404, `The Access Key with id ${id} cannot be found.`),
      )
      await expect(remove(id)).rejects.toMatchObject({name: 'NoSuchEntityException'})
    }
    await expect(whoIs(other)).resolves.toHaveProperty('Arn')
  })

  it('refuse an unknown status without repeating it', async () => {
    await expect(update(first.accessKeyId, 'Sleeping' as 'Active')).rejects.toMatchObject(
      refusal(
        'ValidationError',
        400,
        expect.stringMatching(
          /^1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set/,
        ),
      ),
    )
  })

  describe('last use', () => {
    const lastUse = async (AccessKeyId: string) =>
      (await iam.send(new GetAccessKeyLastUsedCommand({AccessKeyId}))).AccessKeyLastUsed

    it('is N/A without a date until there is one, then names service and region', async () => {
      expect(await lastUse(first.accessKeyId)).toEqual({ServiceName: 'N/A', Region: 'N/A'})
      await sandbox.clock.advance(60_000)
      await whoIs(first)
      expect(await lastUse(first.accessKeyId)).toEqual({
        LastUsedDate: new Date('2026-11-22T09:01:00Z'),
        ServiceName: 'sts',
        Region: sandbox.region,
      })
    })

    it('becomes known late when told so', async () => {
      await sandbox.stop()
      await restart({lastUsedLagMs: 600_000})
      await whoIs(first)
      await sandbox.clock.advance(300_000)
      await whoIs(first)
      expect(await lastUse(first.accessKeyId)).toEqual({ServiceName: 'N/A', Region: 'N/A'})
      await sandbox.clock.advance(300_000)
      expect((await lastUse(first.accessKeyId))?.LastUsedDate).toEqual(new Date('2026-11-22T09:00:00Z'))
      await sandbox.clock.advance(300_000)
      expect((await lastUse(first.accessKeyId))?.LastUsedDate).toEqual(new Date('2026-11-22T09:05:00Z'))
    })

    it('of an unknown key is not found', async () => {
      await expect(lastUse('AKIAUNKNOWNUNKNOWN00')).rejects.toMatchObject({name: 'NoSuchEntityException'})
    })
  })

  it('leave their id, not their secret, in the trail', async () => {
    const {accessKeyId, secretAccessKey} = await create()
    const trail = new CloudTrailClient({...sandbox.config, region: 'us-east-1'})
    const LookupAttributes = [{AttributeKey: 'ResourceName' as const, AttributeValue: accessKeyId}]
    const {Events} = await trail.send(new LookupEventsCommand({LookupAttributes}))
    expect(Events).toMatchObject([
      {
        EventName: 'CreateAccessKey',
        ReadOnly: 'false',
        Resources: [
          {ResourceType: 'AWS::IAM::User', ResourceName: UserName},
          {ResourceType: 'AWS::IAM::AccessKey', ResourceName: accessKeyId},
        ],
      },
    ])
    expect(Events?.[0]?.CloudTrailEvent).not.toContain(secretAccessKey)
  })
})
