import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetGroupCommand,
  GetUserCommand,
  ListGroupsForUserCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateUserCommand,
  type IAMClient,
} from '@aws-sdk/client-iam'
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {TestSandbox} from '../../support/sandbox.ts'
import {allowing, iamClient, refusal, startIamSandbox} from './iam-support.ts'
import {elsewhere, home} from './policy-support.ts'

const UserName = 'ana'
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess'

describe('users and groups', () => {
  let sandbox: TestSandbox
  let iam: IAMClient
  beforeEach(async () => {
    sandbox = await startIamSandbox()
    iam = iamClient(sandbox)
  })
  afterEach(() => sandbox.stop())

  it('are created with id, ARN, path and tags', async () => {
    const Tags = [{Key: 'team', Value: 'ops'}]
    const {User} = await iam.send(new CreateUserCommand({UserName, Path: '/people/', Tags}))
    expect(User).toEqual({
      Path: '/people/',
      UserName,
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      Arn: `arn:aws:iam::${home}:user/people/ana`,
      CreateDate: new Date('2026-11-22T09:00:00Z'),
      Tags,
    })
    expect((await iam.send(new GetUserCommand({UserName}))).User).toEqual(User)
  })

  it('have names of their own, whatever the case, in each account', async () => {
    await iam.send(new CreateUserCommand({UserName}))
    await expect(iam.send(new CreateUserCommand({UserName: 'Ana'}))).rejects.toMatchObject(
      refusal('EntityAlreadyExistsException', 409, 'User with name Ana already exists.'),
    )
    const other = iamClient(sandbox, sandbox.addAccount(elsewhere))
    await expect(other.send(new GetUserCommand({UserName}))).rejects.toMatchObject({name: 'NoSuchEntityException'})
    await expect(other.send(new CreateUserCommand({UserName}))).resolves.toHaveProperty('User')
  })

  it.each([
    ['a name outside the alphabet', {UserName: 'a b'}, /^The specified value for userName is invalid\./],
    ['a name that is too long', {UserName: 'a'.repeat(65)}, /Member must have length less than or equal to 64$/],
    ['a path without slashes', {UserName, Path: 'people'}, /^The specified value for path is invalid\./],
  ])('refuse %s', async (_name, input, message) => {
    await expect(iam.send(new CreateUserCommand(input))).rejects.toMatchObject(
      refusal('ValidationError', 400, expect.stringMatching(message)),
    )
  })

  it('answer GetUser without a name with the caller', async () => {
    const ana = sandbox.iam.addUser({accountId: home, userName: UserName, managedPolicyArns: [readOnly]})
    const own = await iamClient(sandbox, ana).send(new GetUserCommand({}))
    expect(own.User?.Arn).toBe(ana.arn)
    expect((await iam.send(new GetUserCommand({}))).User).toMatchObject({
      Arn: `arn:aws:iam::${home}:root`,
      CreateDate: new Date('2026-11-22T09:00:00Z'),
    })
  })

  it('are listed in pages by name', async () => {
    for (const name of ['c', 'a', 'b']) await iam.send(new CreateUserCommand({UserName: name}))
    const first = await iam.send(new ListUsersCommand({MaxItems: 2}))
    expect(first).toMatchObject({IsTruncated: true, Users: [{UserName: 'a'}, {UserName: 'b'}]})
    const second = await iam.send(new ListUsersCommand({MaxItems: 2, Marker: first.Marker}))
    expect(second).toMatchObject({IsTruncated: false, Users: [{UserName: 'c'}]})
    expect(second.Marker).toBeUndefined()
    await expect(iam.send(new ListUsersCommand({Marker: 'forged'}))).rejects.toMatchObject({name: 'ValidationError'})
  })

  it('keep their tags by key, whatever the case', async () => {
    await iam.send(new CreateUserCommand({UserName, Tags: [{Key: 'team', Value: 'ops'}]}))
    const Tags = [
      {Key: 'Team', Value: 'dev'},
      {Key: 'secrot:target', Value: 'none'},
    ]
    await iam.send(new TagUserCommand({UserName, Tags}))
    expect((await iam.send(new ListUserTagsCommand({UserName}))).Tags).toEqual(Tags)
    await iam.send(new UntagUserCommand({UserName, TagKeys: ['team']}))
    expect((await iam.send(new ListUserTagsCommand({UserName}))).Tags).toEqual([Tags[1]])
  })

  it('keep their keys under a new name', async () => {
    const ana = sandbox.iam.addUser({accountId: home, userName: UserName})
    await iam.send(new UpdateUserCommand({UserName, NewUserName: 'anna'}))
    const identity = await new STSClient({...sandbox.config, credentials: ana}).send(new GetCallerIdentityCommand())
    expect(identity.Arn).toBe(`arn:aws:iam::${home}:user/anna`)
    await expect(iam.send(new GetUserCommand({UserName}))).rejects.toMatchObject({name: 'NoSuchEntityException'})
  })

  it('can be deleted only when nothing is left of them', async () => {
    const {accessKeyId: AccessKeyId} = sandbox.iam.addUser({accountId: home, userName: UserName})
    const GroupName = 'ops'
    await iam.send(new CreateGroupCommand({GroupName}))
    await iam.send(new AddUserToGroupCommand({GroupName, UserName}))
    await iam.send(new PutUserPolicyCommand({UserName, PolicyName: 'p', PolicyDocument: allowing('iam:*')}))
    await iam.send(new AttachUserPolicyCommand({UserName, PolicyArn: readOnly}))
    const destroy = () => iam.send(new DeleteUserCommand({UserName}))
    const conflict = (what: string) =>
      refusal('DeleteConflictException', 409, `Cannot delete entity, must ${what} first.`)
    await expect(destroy()).rejects.toMatchObject(conflict('remove referenced objects'))
    await iam.send(new DeleteAccessKeyCommand({UserName, AccessKeyId}))
    await expect(destroy()).rejects.toMatchObject(conflict('delete policies'))
    await iam.send(new DeleteUserPolicyCommand({UserName, PolicyName: 'p'}))
    await expect(destroy()).rejects.toMatchObject(conflict('detach all policies'))
    await iam.send(new DetachUserPolicyCommand({UserName, PolicyArn: readOnly}))
    await expect(destroy()).rejects.toMatchObject(conflict('remove users from group'))
    await iam.send(new RemoveUserFromGroupCommand({GroupName, UserName}))
    await expect(destroy()).resolves.toHaveProperty('$metadata')
    await expect(destroy()).rejects.toMatchObject(
      refusal('NoSuchEntityException', 404, 'The user with name ana cannot be found.'),
    )
  })

  it('give their members what they may do', async () => {
    const ana = sandbox.iam.addUser({accountId: home, userName: UserName})
    const GroupName = 'ops'
    await iam.send(new CreateGroupCommand({GroupName}))
    await iam.send(new AttachGroupPolicyCommand({GroupName, PolicyArn: readOnly}))
    const own = iamClient(sandbox, ana)
    await expect(own.send(new ListUsersCommand({}))).rejects.toMatchObject({
      message:
        `User: ${ana.arn} is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${home}:user/ ` +
        'because no identity-based policy allows the iam:ListUsers action',
    })
    await iam.send(new AddUserToGroupCommand({GroupName, UserName}))
    await expect(own.send(new ListUsersCommand({}))).resolves.toMatchObject({Users: [{UserName}]})
    expect((await iam.send(new GetGroupCommand({GroupName}))).Users).toMatchObject([{UserName}])
    expect((await iam.send(new ListGroupsForUserCommand({UserName}))).Groups).toMatchObject([{GroupName}])
    await expect(iam.send(new DeleteGroupCommand({GroupName}))).rejects.toMatchObject({name: 'DeleteConflictException'})
    await iam.send(new RemoveUserFromGroupCommand({GroupName, UserName}))
    await expect(own.send(new ListUsersCommand({}))).rejects.toMatchObject({name: 'AccessDenied'})
  })
})
