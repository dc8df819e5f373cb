import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetPolicyCommand,
  GetRoleCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  type IAMClient,
} from '@aws-sdk/client-iam'
import {AssumeRoleCommand, STSClient} from '@aws-sdk/client-sts'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {TestSandbox} from '../../support/sandbox.ts'
import {allowing, iamClient, refusal, startIamSandbox, text, trusting} from './iam-support.ts'
import {home} from './policy-support.ts'

const RoleName = 'rotator'
const lambda = trusting({Service: 'lambda.amazonaws.com'})

describe('roles', () => {
  let sandbox: TestSandbox
  let iam: IAMClient
  beforeEach(async () => {
    sandbox = await startIamSandbox()
    iam = iamClient(sandbox)
  })
  afterEach(() => sandbox.stop())

  const create = (AssumeRolePolicyDocument = lambda, rest = {}) =>
    iam.send(new CreateRoleCommand({RoleName, AssumeRolePolicyDocument, ...rest}))
  const get = async () => (await iam.send(new GetRoleCommand({RoleName}))).Role

  it('show their trust policy percent-encoded, and when they were last used', async () => {
    await create(lambda, {Description: 'rotates', Path: '/service-role/', MaxSessionDuration: 7200})
    expect(await get()).toEqual({
      Path: '/service-role/',
      RoleName,
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${home}:role/service-role/rotator`,
      CreateDate: new Date('2026-11-22T09:00:00Z'),
      AssumeRolePolicyDocument: encodeURIComponent(lambda),
      Description: 'rotates',
      MaxSessionDuration: 7200,
      RoleLastUsed: {},
    })
    expect((await iam.send(new ListRolesCommand({PathPrefix: '/service-role/'}))).Roles).toMatchObject([{RoleName}])
    expect((await iam.send(new ListRolesCommand({PathPrefix: '/other/'}))).Roles).toEqual([])
  })

  it('know when a session of theirs last called', async () => {
    await create()
    const roleArn = (await get())?.Arn ?? ''
    const session = {accountId: home, roleArn, sessionName: 'w', durationMs: 900_000}
    const credentials = sandbox.world.identities.issueSession(session)
    sandbox.world.identities.noteUse(credentials.accessKeyId, 'secretsmanager', sandbox.region)
    expect((await get())?.RoleLastUsed).toEqual({
      LastUsedDate: new Date('2026-11-22T09:00:00Z'),
      Region: sandbox.region,
    })
  })

  it('are refused twice, and not found when they are not there', async () => {
    await create()
    await expect(create()).rejects.toMatchObject(
      refusal('EntityAlreadyExistsException', 409, 'Role with name rotator already exists.'),
    )
    await expect(iam.send(new GetRoleCommand({RoleName: 'none'}))).rejects.toMatchObject(
      refusal('NoSuchEntityException', 404, 'The role with name none cannot be found.'),
    )
  })

  it.each<[string, string, string]>([
    ['no JSON', '{', 'Syntax errors in policy.'],
    ['no principal', text({Effect: 'Allow', Action: 'sts:AssumeRole'}), 'Missing required field Principal'],
    [
      'a resource',
      text({Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*', Resource: '*'}),
      'Has prohibited field Resource',
    ],
    [
      'an action of another service',
      text({Effect: 'Allow', Action: 's3:GetObject', Principal: '*'}),
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    [
      'a user that does not exist',
      trusting({AWS: `arn:aws:iam::${home}:user/nobody`}),
      `Invalid principal in policy: "AWS":"arn:aws:iam::${home}:user/nobody"`,
    ],
  ])('refuse a trust policy with %s', async (_name, document, message) => {
    sandbox.iam.addUser({accountId: home, userName: 'ana'})
    await expect(create(document)).rejects.toMatchObject(refusal('MalformedPolicyDocumentException', 400, message))
  })

  it('let in whom a changed trust policy names', async () => {
    await create()
    const ana = sandbox.iam.addUser({accountId: home, userName: 'ana'})
    const assume = async () =>
      new STSClient({...sandbox.config, credentials: ana}).send(
        new AssumeRoleCommand({RoleArn: (await get())?.Arn, RoleSessionName: 'shift', DurationSeconds: 7200}),
      )
    await expect(assume()).rejects.toMatchObject({name: 'AccessDenied'})
    await iam.send(new UpdateAssumeRolePolicyCommand({RoleName, PolicyDocument: trusting({AWS: ana.arn})}))
    await expect(assume()).rejects.toMatchObject({name: 'ValidationError'})
    await iam.send(new UpdateRoleCommand({RoleName, MaxSessionDuration: 7200}))
    await expect(assume()).resolves.toHaveProperty('Credentials')
  })

  it('take tags and a boundary that exists', async () => {
    await create(lambda, {Tags: [{Key: 'a', Value: '1'}]})
    await iam.send(new TagRoleCommand({RoleName, Tags: [{Key: 'b', Value: '2'}]}))
    expect((await iam.send(new ListRoleTagsCommand({RoleName}))).Tags).toHaveLength(2)
    const bound = (PermissionsBoundary: string) =>
      iam.send(new PutRolePermissionsBoundaryCommand({RoleName, PermissionsBoundary}))
    const PermissionsBoundaryArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
    await expect(bound(`arn:aws:iam::${home}:policy/none`)).rejects.toMatchObject({name: 'NoSuchEntityException'})
    await bound(PermissionsBoundaryArn)
    expect((await get())?.PermissionsBoundary).toEqual({PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn})
    const {Policy} = await iam.send(new GetPolicyCommand({PolicyArn: PermissionsBoundaryArn}))
    expect(Policy).toMatchObject({PermissionsBoundaryUsageCount: 1, AttachmentCount: 0})
    await iam.send(new DeleteRolePermissionsBoundaryCommand({RoleName}))
    expect(await get()).not.toHaveProperty('PermissionsBoundary')
  })

  it('can be deleted only without policies', async () => {
    await create()
    await iam.send(new PutRolePolicyCommand({RoleName, PolicyName: 'p', PolicyDocument: allowing('iam:*')}))
    await expect(iam.send(new DeleteRoleCommand({RoleName}))).rejects.toMatchObject(
      refusal('DeleteConflictException', 409, 'Cannot delete entity, must delete policies first.'),
    )
  })
})
