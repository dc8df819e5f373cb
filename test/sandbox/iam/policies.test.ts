import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  type IAMClient,
} from '@aws-sdk/client-iam'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {TestSandbox} from '../../support/sandbox.ts'
import {allowing, iamClient, refusal, startIamSandbox, text} from './iam-support.ts'
import {home, secretArn} from './policy-support.ts'

const RoleName = 'rotator'
const PolicyName = 'rotate'
const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
const own = `arn:aws:iam::${home}:policy/${PolicyName}`

describe('policies', () => {
  let sandbox: TestSandbox
  let iam: IAMClient
  beforeEach(async () => {
    sandbox = await startIamSandbox()
    iam = iamClient(sandbox)
    sandbox.iam.addRole({accountId: home, roleName: RoleName})
  })
  afterEach(() => sandbox.stop())

  const put = (PolicyDocument: string) => iam.send(new PutRolePolicyCommand({RoleName, PolicyName, PolicyDocument}))
  const create = (PolicyDocument = allowing('iam:*')) => iam.send(new CreatePolicyCommand({PolicyName, PolicyDocument}))

  describe('of the role itself', () => {
    it('are put, shown percent-encoded, listed and deleted', async () => {
      const document = allowing('secretsmanager:GetSecretValue')
      await put(document)
      expect((await iam.send(new ListRolePoliciesCommand({RoleName}))).PolicyNames).toEqual([PolicyName])
      const shown = await iam.send(new GetRolePolicyCommand({RoleName, PolicyName}))
      expect(shown).toMatchObject({
        RoleName,
        PolicyName,
        PolicyDocument: encodeURIComponent(document).replaceAll('*', '%2A'),
      })
      await iam.send(new DeleteRolePolicyCommand({RoleName, PolicyName}))
      await expect(iam.send(new GetRolePolicyCommand({RoleName, PolicyName}))).rejects.toMatchObject(
        refusal('NoSuchEntityException', 404, 'The role policy with name rotate cannot be found.'),
      )
    })

    it.each<[string, string, string]>([
      ['no JSON', 'not json', 'Syntax errors in policy.'],
      ['no statement', '{"Version":"2012-10-17"}', 'Syntax errors in policy.'],
      ['an empty list', text(), 'Syntax errors in policy.'],
      ['a misspelt element', text({Effect: 'Allow', Actions: '*', Resource: '*'}), 'Syntax errors in policy.'],
      ['another effect', text({Effect: 'allow', Action: '*', Resource: '*'}), 'Syntax errors in policy.'],
      [
        'an old version',
        JSON.stringify({Version: '2008-10-17', Statement: {Effect: 'Allow', Action: '*', Resource: '*'}}),
        'Policy document must be version 2012-10-17 or greater.',
      ],
      [
        'a principal',
        text({Effect: 'Allow', Action: '*', Resource: '*', Principal: '*'}),
        'Policy document should not specify a principal.',
      ],
      ['no action', text({Effect: 'Allow', Resource: '*'}), 'Policy statement must contain actions.'],
      ['no resource', text({Effect: 'Allow', Action: '*'}), 'Policy statement must contain resources.'],
      [
        'an action without a service',
        allowing('GetSecretValue'),
        'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
      ],
      ['a resource that is no ARN', allowing('*', 'prod/db'), 'Resource prod/db must be in ARN format or "*".'],
      [
        'an unknown operator',
        text({Effect: 'Allow', Action: '*', Resource: '*', Condition: {StringIsh: {a: 'b'}}}),
        'Syntax errors in policy.',
      ],
      [
        'a statement id twice',
        text(
          {Sid: 'a', Effect: 'Allow', Action: '*', Resource: '*'},
          {Sid: 'a', Effect: 'Deny', Action: '*', Resource: '*'},
        ),
        'Statement IDs (SID) in a single policy must be unique.',
      ],
    ])('are refused with %s', async (_name, document, message) => {
      await expect(put(document)).rejects.toMatchObject(refusal('MalformedPolicyDocumentException', 400, message))
    })

    it('have a limit together', async () => {
      const resources = Array.from({length: 160}, (_, index) => `${secretArn}${index}`)
      await expect(put(text({Effect: 'Allow', Action: '*', Resource: resources}))).rejects.toMatchObject(
        refusal('LimitExceededException', 409, 'Maximum policy size of 10240 bytes exceeded for role rotator'),
      )
    })
  })

  describe('that are managed', () => {
    it('of AWS are there to attach, and nobody’s to change', async () => {
      await iam.send(new AttachRolePolicyCommand({RoleName, PolicyArn: basic}))
      await iam.send(new AttachRolePolicyCommand({RoleName, PolicyArn: basic}))
      expect((await iam.send(new ListAttachedRolePoliciesCommand({RoleName}))).AttachedPolicies).toEqual([
        {PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn: basic},
      ])
      expect((await iam.send(new GetPolicyCommand({PolicyArn: basic}))).Policy).toMatchObject({
        Path: '/service-role/',
        DefaultVersionId: 'v1',
        AttachmentCount: 1,
      })
      await expect(iam.send(new DeletePolicyCommand({PolicyArn: basic}))).rejects.toMatchObject({
        name: 'ValidationError',
      })
    })

    it('are attached only when they exist', async () => {
      const attach = (PolicyArn: string) => iam.send(new AttachRolePolicyCommand({RoleName, PolicyArn}))
      await expect(attach(own)).rejects.toMatchObject(
        refusal('NoSuchEntityException', 404, `Policy ${own} does not exist or is not attachable.`),
      )
      await expect(attach('arn:aws:iam:policy/none')).rejects.toMatchObject(
        refusal('InvalidInputException', 400, 'ARN arn:aws:iam:policy/none is not valid.'),
      )
      await expect(iam.send(new DetachRolePolicyCommand({RoleName, PolicyArn: basic}))).rejects.toMatchObject(
        refusal('NoSuchEntityException', 404, `Policy ${basic} was not found.`),
      )
    })

    it('are created, listed by scope, and deleted once nobody has them', async () => {
      const {Policy} = await create()
      expect(Policy).toMatchObject({
        PolicyName,
        Arn: own,
        DefaultVersionId: 'v1',
        AttachmentCount: 0,
        IsAttachable: true,
      })
      expect((await iam.send(new ListPoliciesCommand({Scope: 'Local'}))).Policies).toMatchObject([{Arn: own}])
      const ofAws = await iam.send(new ListPoliciesCommand({Scope: 'AWS'}))
      expect(ofAws.Policies?.map(each => each.PolicyName)).toContain('SecretsManagerReadWrite')
      await expect(create()).rejects.toMatchObject({name: 'EntityAlreadyExistsException'})
      await iam.send(new AttachRolePolicyCommand({RoleName, PolicyArn: own}))
      expect((await iam.send(new ListPoliciesCommand({OnlyAttached: true}))).Policies).toMatchObject([{Arn: own}])
      await expect(iam.send(new DeletePolicyCommand({PolicyArn: own}))).rejects.toMatchObject(
        refusal('DeleteConflictException', 409, 'Cannot delete a policy attached to entities.'),
      )
      await iam.send(new DetachRolePolicyCommand({RoleName, PolicyArn: own}))
      await iam.send(new DeletePolicyCommand({PolicyArn: own}))
      await expect(iam.send(new GetPolicyCommand({PolicyArn: own}))).rejects.toMatchObject(
        refusal('NoSuchEntityException', 404, `Policy ${own} was not found.`),
      )
    })

    it('have up to five versions, of which one decides', async () => {
      const user = sandbox.iam.addUser({accountId: home, userName: 'ana'})
      await create(allowing('sts:*'))
      await iam.send(new AttachUserPolicyCommand({UserName: 'ana', PolicyArn: own}))
      const list = () => iamClient(sandbox, user).send(new ListPoliciesCommand({}))
      const version = (SetAsDefault: boolean) =>
        iam.send(new CreatePolicyVersionCommand({PolicyArn: own, PolicyDocument: allowing('iam:*'), SetAsDefault}))
      await expect(list()).rejects.toMatchObject({name: 'AccessDenied'})
      await version(false)
      await expect(list()).rejects.toMatchObject({name: 'AccessDenied'})
      await iam.send(new SetDefaultPolicyVersionCommand({PolicyArn: own, VersionId: 'v2'}))
      await expect(list()).resolves.toHaveProperty('Policies')
      for (const asDefault of [true, false, false]) await version(asDefault)
      await expect(version(false)).rejects.toMatchObject({
        name: 'LimitExceededException',
        message: expect.stringContaining('can have up to 5 versions'),
      })
      await expect(iam.send(new DeletePolicyVersionCommand({PolicyArn: own, VersionId: 'v3'}))).rejects.toMatchObject(
        refusal('DeleteConflictException', 409, 'Cannot delete the default version of a policy.'),
      )
      await iam.send(new DeletePolicyVersionCommand({PolicyArn: own, VersionId: 'v1'}))
      expect((await version(false)).PolicyVersion?.VersionId).toBe('v6')
      const versions = (await iam.send(new ListPolicyVersionsCommand({PolicyArn: own}))).Versions
      expect(versions?.map(({VersionId}) => VersionId)).toEqual(['v6', 'v5', 'v4', 'v3', 'v2'])
      const shown = await iam.send(new GetPolicyVersionCommand({PolicyArn: own, VersionId: 'v2'}))
      expect(decodeURIComponent(shown.PolicyVersion?.Document ?? '')).toBe(allowing('iam:*'))
      await expect(iam.send(new GetPolicyVersionCommand({PolicyArn: own, VersionId: 'v1'}))).rejects.toMatchObject({
        name: 'NoSuchEntityException',
      })
    })
  })
})
