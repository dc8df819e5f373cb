import {
  GetRoleCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  type IAMClient,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {TestSandbox} from '../../support/sandbox.ts'
import {allowing, iamClient, startIamSandbox, text} from './iam-support.ts'
import {home, secretArn} from './policy-support.ts'

const RoleName = 'rotator'
const PolicyName = 'rotate'

describe('the policy simulator', () => {
  let sandbox: TestSandbox
  let iam: IAMClient
  let roleArn: string
  beforeEach(async () => {
    sandbox = await startIamSandbox()
    iam = iamClient(sandbox)
    roleArn = sandbox.iam.addRole({accountId: home, roleName: RoleName})
  })
  afterEach(() => sandbox.stop())

  const put = (PolicyDocument: string) => iam.send(new PutRolePolicyCommand({RoleName, PolicyName, PolicyDocument}))
  const simulate = async (input: Partial<SimulatePrincipalPolicyCommandInput>) => {
    const answer = await iam.send(
      new SimulatePrincipalPolicyCommand({PolicySourceArn: roleArn, ActionNames: ['iam:GetUser'], ...input}),
    )
    return answer.EvaluationResults ?? []
  }
  const actions = ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue']

  it('says for each action what would be decided over all resources, and for each resource', async () => {
    await put(
      text(
        {Effect: 'Allow', Action: 'secretsmanager:*', Resource: secretArn},
        {Effect: 'Deny', Action: 'secretsmanager:Put*', Resource: `${secretArn}x`},
      ),
    )
    const results = await simulate({ActionNames: actions, ResourceArns: [secretArn, `${secretArn}x`]})
    expect(results.map(each => [each.EvalActionName, each.EvalDecision])).toEqual([
      [actions[0], 'implicitDeny'],
      [actions[1], 'explicitDeny'],
    ])
    const each = results.map(({ResourceSpecificResults: specific = []}) =>
      specific.map(({EvalResourceName, EvalResourceDecision}) => [EvalResourceName, EvalResourceDecision]),
    )
    expect(each).toEqual([
      [
        [secretArn, 'allowed'],
        [`${secretArn}x`, 'implicitDeny'],
      ],
      [
        [secretArn, 'allowed'],
        [`${secretArn}x`, 'explicitDeny'],
      ],
    ])
    expect(results[0]?.EvalResourceName).not.toContain('prod/db')
  })

  it('names the policy that decides, and only the denying one where something denies', async () => {
    await put(allowing('secretsmanager:*'))
    const PolicyDocument = text({Effect: 'Deny', Action: 'secretsmanager:Put*', Resource: '*'})
    await iam.send(new PutRolePolicyCommand({RoleName, PolicyName: 'never', PolicyDocument}))
    const results = await simulate({ActionNames: [...actions, 'iam:GetUser'], ResourceArns: [secretArn]})
    expect(results).toMatchObject([
      {EvalResourceName: secretArn, MatchedStatements: [{SourcePolicyId: PolicyName, SourcePolicyType: 'role'}]},
      {EvalResourceName: secretArn, MatchedStatements: [{SourcePolicyId: 'never', SourcePolicyType: 'role'}]},
      {EvalResourceName: secretArn, MatchedStatements: [], EvalDecision: 'implicitDeny'},
    ])
    expect(results[1]?.ResourceSpecificResults?.[0]?.MatchedStatements).toMatchObject([{SourcePolicyId: 'never'}])
  })

  it('has decision details, empty within the account, only where a resource is named', async () => {
    expect((await simulate({ResourceArns: [secretArn]}))[0]?.EvalDecisionDetails).toEqual({})
    for (const asked of [{}, {ResourceArns: ['*']}]) {
      const [result] = await simulate(asked)
      expect(result).toMatchObject({EvalResourceName: '*'})
      expect(result).not.toHaveProperty('EvalDecisionDetails')
      expect(result).not.toHaveProperty('ResourceSpecificResults')
    }
  })

  it('comes page by page, an action each', async () => {
    const input = {PolicySourceArn: roleArn, ActionNames: ['iam:GetUser', 'iam:GetUser', ...actions], MaxItems: 2}
    const first = await iam.send(new SimulatePrincipalPolicyCommand(input))
    expect(first).toMatchObject({IsTruncated: true, EvaluationResults: [{}, {EvalActionName: actions[0]}]})
    const {Marker} = first
    const last = await iam.send(new SimulatePrincipalPolicyCommand({...input, Marker}))
    expect(last).toMatchObject({IsTruncated: false, EvaluationResults: [{EvalActionName: actions[1]}]})
  })

  it('decides as the enforcement does, with what the account may really do', async () => {
    await put(allowing('iam:GetRole', roleArn))
    const key = sandbox.iam.addUser({
      accountId: home,
      userName: 'ana',
      policies: {own: JSON.parse(allowing('iam:GetRole', roleArn))},
    })
    const other = sandbox.iam.addRole({accountId: home, roleName: 'other'})
    const [result] = await simulate({
      PolicySourceArn: key.arn,
      ActionNames: ['iam:GetRole'],
      ResourceArns: [roleArn, other],
    })
    const real = await Promise.all(
      [RoleName, 'other'].map(name =>
        iamClient(sandbox, key)
          .send(new GetRoleCommand({RoleName: name}))
          .then(
            () => 'allowed',
            () => 'implicitDeny',
          ),
      ),
    )
    expect(result?.ResourceSpecificResults?.map(each => each.EvalResourceDecision)).toEqual(real)
    expect(real).toEqual(['allowed', 'implicitDeny'])
  })

  it('names the context that policies lack, and uses the context that it is given', async () => {
    const Condition = {StringEquals: {'secretsmanager:resource/AllowRotationLambdaArn': 'arn:f'}}
    await put(text({Effect: 'Allow', Action: actions, Resource: '*', Condition}))
    const key = 'secretsmanager:resource/allowrotationlambdaarn'
    expect(await simulate({ActionNames: actions.slice(0, 1)})).toMatchObject([
      {EvalDecision: 'implicitDeny', EvalResourceName: '*', MissingContextValues: [key]},
    ])
    const ContextEntries = [{ContextKeyName: key, ContextKeyType: 'string' as const, ContextKeyValues: ['arn:f']}]
    expect(await simulate({ActionNames: actions.slice(0, 1), ContextEntries})).toMatchObject([
      {EvalDecision: 'allowed', MissingContextValues: []},
    ])
  })

  it('tells a boundary apart', async () => {
    await put(allowing('iam:*'))
    const bounded = await simulate({PermissionsBoundaryPolicyInputList: [allowing('sts:*')]})
    expect(bounded).toMatchObject([
      {EvalDecision: 'implicitDeny', PermissionsBoundaryDecisionDetail: {AllowedByPermissionsBoundary: false}},
    ])
    expect((await simulate({}))[0]).not.toHaveProperty('PermissionsBoundaryDecisionDetail')
  })

  it('tries policies that are not attached', async () => {
    expect(await simulate({PolicyInputList: [allowing('iam:Get*')]})).toMatchObject([
      {EvalDecision: 'allowed', MatchedStatements: [{SourcePolicyId: 'PolicyInputList.1'}]},
    ])
  })

  it('wants a user as the caller whom a resource policy may mean', async () => {
    const ResourcePolicy = text({Effect: 'Allow', Principal: '*', Action: '*', Resource: '*'})
    const invalid = {name: 'InvalidInputException'}
    await expect(simulate({ResourcePolicy})).rejects.toMatchObject(invalid)
    await expect(simulate({CallerArn: roleArn})).rejects.toMatchObject(invalid)
    const {arn: CallerArn} = sandbox.iam.addUser({accountId: home, userName: 'ana'})
    expect(await simulate({ResourcePolicy, CallerArn})).toMatchObject([{EvalDecision: 'allowed'}])
  })

  it('refuses an unknown source', async () => {
    const missing = `arn:aws:iam::${home}:role/none`
    await expect(simulate({PolicySourceArn: missing})).rejects.toMatchObject({name: 'NoSuchEntityException'})
    await expect(simulate({PolicySourceArn: 'arn:aws:s3:::bucket-of-mine'})).rejects.toMatchObject({
      name: 'InvalidInputException',
    })
  })
})
