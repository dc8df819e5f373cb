import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import {DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand} from '@aws-sdk/client-eventbridge'
import {DescribeLogGroupsCommand, CloudWatchLogsClient} from '@aws-sdk/client-cloudwatch-logs'
import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam'
import {DescribeKeyCommand, GetKeyPolicyCommand, GetKeyRotationStatusCommand, KMSClient} from '@aws-sdk/client-kms'
import {GetFunctionConfigurationCommand, GetPolicyCommand, InvokeCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {GetTopicAttributesCommand, ListSubscriptionsByTopicCommand, SNSClient} from '@aws-sdk/client-sns'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {stackBench, type StackBench} from './support.ts'

let bench: StackBench

beforeEach(async () => {
  bench = await stackBench()
})

afterEach(() => bench[Symbol.asyncDispose]())

const Capabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']
const secrets = () => new SecretsManagerClient(bench.sandbox.config)
const lambda = () => new LambdaClient(bench.sandbox.config)
const iam = () => new IAMClient(bench.sandbox.config)
const kms = () => new KMSClient(bench.sandbox.config)
const sns = () => new SNSClient(bench.sandbox.config)

/** What deploying a rotator comes to: its code rotates by itself with the SDK of the runtime. */
const ROTATION = `
AWSTemplateFormatVersion: 2010-09-09
Description: rotates one secret
Parameters:
  Days: {Type: Number, Default: 30, MinValue: 1, MaxValue: 1000}
  RotateNow: {Type: String, Default: 'false', AllowedValues: ['true', 'false']}
Conditions:
  Now: !Equals [!Ref RotateNow, 'true']
Resources:
  Key:
    Type: AWS::KMS::Key
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: {AWS: !Sub 'arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root'}, Action: 'kms:*', Resource: '*'}
  KeyAlias:
    Type: AWS::KMS::Alias
    Properties: {AliasName: alias/rotation, TargetKeyId: !Ref Key}
  Secret:
    Type: AWS::SecretsManager::Secret
    DeletionPolicy: Retain
    Properties:
      Name: prod/api
      KmsKeyId: !GetAtt Key.Arn
      GenerateSecretString: {PasswordLength: 32}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
      ManagedPolicyArns: [!Sub 'arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']
  Rights:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: rotation
      Roles: [!Ref Role]
      PolicyDocument:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Action: ['secretsmanager:*'], Resource: !Ref Secret}
          - {Effect: Allow, Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: !GetAtt Key.Arn}
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /aws/lambda/rotator, RetentionInDays: '30'}
  Function:
    Type: AWS::Lambda::Function
    DependsOn: [Logs, Rights]
    Properties:
      FunctionName: rotator
      Runtime: nodejs24.x
      Handler: index.handler
      Timeout: '30'
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |
          const {SecretsManagerClient, PutSecretValueCommand, DescribeSecretCommand, UpdateSecretVersionStageCommand} =
            require('@aws-sdk/client-secrets-manager')
          const client = new SecretsManagerClient()
          exports.handler = async ({Step, SecretId, ClientRequestToken, RotationToken}) => {
            if (Step === 'createSecret') {
              const VersionStages = ['AWSPENDING']
              await client.send(new PutSecretValueCommand({SecretId, ClientRequestToken, RotationToken, SecretString: 'new', VersionStages}))
            }
            if (Step !== 'finishSecret') return
            const {VersionIdsToStages} = await client.send(new DescribeSecretCommand({SecretId}))
            const [RemoveFromVersionId] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT'))
            await client.send(new UpdateSecretVersionStageCommand({
              SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken, RemoveFromVersionId,
            }))
          }
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Function
      Action: lambda:InvokeFunction
      Principal: secretsmanager.amazonaws.com
      SourceAccount: !Ref AWS::AccountId
  Schedule:
    Type: AWS::SecretsManager::RotationSchedule
    DependsOn: Permission
    Properties:
      SecretId: !Ref Secret
      RotationLambdaARN: !GetAtt Function.Arn
      RotateImmediatelyOnUpdate: !If [Now, true, false]
      RotationRules: {AutomaticallyAfterDays: !Ref Days, Duration: 4h}
Outputs:
  Function: {Value: !GetAtt Function.Arn}
`

describe('a stack that rotates a secret', () => {
  it('is deployed, rotates and is taken away, but for its secret and key', async () => {
    const stack = await bench.create(ROTATION, {Capabilities})
    expect(await bench.failures()).toEqual([])
    expect(stack).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      Outputs: [{OutputKey: 'Function', OutputValue: 'arn:aws:lambda:eu-central-1:111122223333:function:rotator'}],
    })
    await bench.sandbox.clock.idle()
    const secret = await secrets().send(new DescribeSecretCommand({SecretId: 'prod/api'}))
    expect(secret).toMatchObject({
      RotationEnabled: true,
      RotationRules: {AutomaticallyAfterDays: 30, Duration: '4h'},
      KmsKeyId: expect.stringMatching(/:key\//),
    })
    expect(secret.LastRotatedDate).toBeUndefined()
    const KeyId = await bench.physical('Key')
    expect((await kms().send(new GetKeyRotationStatusCommand({KeyId}))).KeyRotationEnabled).toBe(true)
    const aliased = await kms().send(new DescribeKeyCommand({KeyId: 'alias/rotation'}))
    expect(aliased.KeyMetadata?.KeyId).toBe(KeyId)
    const {logGroups} = await new CloudWatchLogsClient(bench.sandbox.config).send(new DescribeLogGroupsCommand())
    expect(logGroups).toMatchObject([{logGroupName: '/aws/lambda/rotator', retentionInDays: 30}])

    await bench.update(ROTATION, {Capabilities, Parameters: [{ParameterKey: 'RotateNow', ParameterValue: 'true'}]})
    await bench.sandbox.clock.advance(10_000)
    const value = await secrets().send(new GetSecretValueCommand({SecretId: 'prod/api'}))
    expect(value.SecretString).toBe('new')

    expect((await bench.remove()).StackStatus).toBe('DELETE_COMPLETE')
    const left = await secrets().send(new DescribeSecretCommand({SecretId: 'prod/api'}))
    expect(left.RotationEnabled).toBe(false)
    expect((await kms().send(new DescribeKeyCommand({KeyId}))).KeyMetadata?.KeyState).toBe('Enabled')
    await expect(lambda().send(new GetFunctionConfigurationCommand({FunctionName: 'rotator'}))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    expect(await bench.events()).toEqual(expect.arrayContaining(['Secret DELETE_SKIPPED', 'Key DELETE_SKIPPED']))
  })

  it('keeps a rotated value where the template changes elsewhere, and writes over it where its generator changes', async () => {
    await bench.create(ROTATION, {Capabilities})
    await secrets().send(new PutSecretValueCommand({SecretId: 'prod/api', SecretString: 'rotated'}))
    await bench.update(ROTATION.replace('RetentionInDays: ', 'RetentionInDays: 0 #').replace("0 #'30'", "'60'"), {
      Capabilities,
    })
    const value = async () => (await secrets().send(new GetSecretValueCommand({SecretId: 'prod/api'}))).SecretString
    expect(await value()).toBe('rotated')
    await bench.update(ROTATION.replace('PasswordLength: 32', 'PasswordLength: 20'), {Capabilities})
    expect(await value()).toHaveLength(20)
  })

  it('fails where Secrets Manager may not invoke the function', async () => {
    const without = ROTATION.replace(/ {2}Permission:[\s\S]*? {2}Schedule:/, '  Schedule:').replace(
      '    DependsOn: Permission\n',
      '',
    )
    const stack = await bench.create(without, {Capabilities})
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE')
    expect((await bench.failures())[0]).toMatch(
      /cannot invoke the specified Lambda function.*HandlerErrorCode: AccessDenied/,
    )
  })

  it('may be made by whoever may make each of its resources', async () => {
    const {sandbox} = bench
    const allow = (...Action: string[]) => ({Effect: 'Allow', Action, Resource: '*'})
    const actor = (userName: string, ...Action: string[]) => {
      const policies = {own: {Version: '2012-10-17', Statement: [allow('cloudformation:*', ...Action)]}}
      return sandbox.iam.addUser({accountId: sandbox.accountId, userName, policies})
    }
    const create = async (StackName: string, credentials: object) => {
      await sandbox.call(
        'cloudformation',
        'CreateStack',
        {
          StackName,
          TemplateBody: ROTATION.replaceAll('prod/api', StackName)
            .replaceAll('rotator', StackName)
            .replaceAll('alias/rotation', `alias/${StackName}`),
          Capabilities,
        },
        credentials,
      )
      await sandbox.clock.advance(0)
      return bench.described(StackName)
    }
    await sandbox.clock.advance(60_000)
    const few = await create('few', actor('bea', 'kms:*'))
    expect(few.StackStatus).toBe('ROLLBACK_COMPLETE')
    const all = ['kms:*', 'secretsmanager:*', 'iam:*', 'lambda:*', 'logs:*']
    const many = actor('cleo', ...all)
    await sandbox.clock.advance(60_000)
    expect((await create('many', many)).StackStatus).toBe('CREATE_COMPLETE')
  })

  it('may be made by a role that CloudFormation assumes', async () => {
    const {sandbox} = bench
    const trust = (Service: string) => ({
      Version: '2012-10-17',
      Statement: [{Effect: 'Allow', Principal: {Service}, Action: 'sts:AssumeRole'}],
    })
    const policies = {own: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: 'sns:*', Resource: '*'}]}}
    const role = (roleName: string, service: string) =>
      sandbox.iam.addRole({accountId: sandbox.accountId, roleName, policies, trustPolicy: trust(service)})
    const template = {Resources: {First: {Type: 'AWS::SNS::Topic'}}}
    const other = {RoleARN: role('other', 'lambda.amazonaws.com')}
    await expect(bench.create(template, other)).rejects.toMatchObject({
      message: `Role ${other.RoleARN} is invalid or cannot be assumed`,
    })
    const own = {RoleARN: role('own', 'cloudformation.amazonaws.com')}
    expect(await bench.create(template, own)).toMatchObject({StackStatus: 'CREATE_COMPLETE', RoleARN: own.RoleARN})
    const entry = sandbox.callRecord.entries().find(({operation}) => operation === 'CreateTopic')
    expect(entry?.principal).toBe('arn:aws:sts::111122223333:assumed-role/own/AWSCloudFormation')
  })
})

describe('a role of CloudFormation', () => {
  const Resources = {First: {Type: 'AWS::SNS::Topic'}}
  const as = (...Statement: object[]) => {
    const {sandbox} = bench
    const all = {Effect: 'Allow', Action: ['cloudformation:*', 'sns:*'], Resource: '*'}
    const policies = {own: {Version: '2012-10-17', Statement: [all, ...Statement]}}
    const credentials = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'ana', policies})
    return new CloudFormationClient({...sandbox.config, credentials})
  }
  const roleArn = () => {
    const trust = [{Effect: 'Allow', Principal: {Service: 'cloudformation.amazonaws.com'}, Action: 'sts:AssumeRole'}]
    return bench.sandbox.iam.addRole({
      accountId: bench.sandbox.accountId,
      roleName: 'deployer',
      trustPolicy: {Version: '2012-10-17', Statement: trust},
      policies: {own: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*'}]}},
    })
  }
  const stack = {StackName: 'rotation', TemplateBody: JSON.stringify({Resources})}
  const passing = (service: string) => ({
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource: '*',
    Condition: {StringEquals: {'iam:PassedToService': service}},
  })
  const denied = {name: 'AccessDenied', message: expect.stringContaining('iam:PassRole on resource')}

  it.each<[string, (client: CloudFormationClient, RoleARN: string) => Promise<unknown>]>([
    ['make', (client, RoleARN) => client.send(new CreateStackCommand({...stack, RoleARN}))],
    ['change', (client, RoleARN) => client.send(new UpdateStackCommand({...stack, RoleARN}))],
    [
      'plan',
      (client, RoleARN) => {
        const plan = {ChangeSetName: 'a', ChangeSetType: 'CREATE'} as const
        return client.send(new CreateChangeSetCommand({...stack, ...plan, RoleARN}))
      },
    ],
    ['delete', (client, RoleARN) => client.send(new DeleteStackCommand({StackName: stack.StackName, RoleARN}))],
  ])('is not passed on by whoever may %s a stack alone', async (_what, send) => {
    await expect(send(as(), roleArn())).rejects.toMatchObject(denied)
    await expect(send(as(passing('lambda.amazonaws.com')), roleArn())).rejects.toMatchObject(denied)
  })

  it('is passed on by whoever may pass it to CloudFormation', async () => {
    await as(passing('cloudformation.amazonaws.com')).send(new CreateStackCommand({...stack, RoleARN: roleArn()}))
    await bench.sandbox.clock.advance(0)
    expect((await bench.described()).StackStatus).toBe('CREATE_COMPLETE')
  })
})

describe('a function of SAM', () => {
  const SAM = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: |
        exports.handler = async () => process.env.NAME
      Environment: {Variables: {NAME: ana}}
      Policies:
        - AmazonSNSReadOnlyAccess
        - Statement: [{Effect: Allow, Action: 'sns:Publish', Resource: '*'}]
Outputs: {Name: {Value: !Ref Hello}, Role: {Value: !Ref HelloRole}}
`

  it('is one of Lambda with a role of its own', async () => {
    const withoutPolicy = SAM.replace('        - AmazonSNSReadOnlyAccess\n', '')
    const stack = await bench.create(withoutPolicy, {Capabilities})
    expect(await bench.failures()).toEqual([])
    const [name, role] = ['Name', 'Role'].map(
      key => stack.Outputs?.find(({OutputKey}) => OutputKey === key)?.OutputValue,
    )
    const {Payload} = await lambda().send(new InvokeCommand({FunctionName: name}))
    expect(new TextDecoder().decode(Payload)).toBe('"ana"')
    const {PolicyNames} = await iam().send(new ListRolePoliciesCommand({RoleName: role}))
    expect(PolicyNames).toEqual(['HelloRolePolicy0'])
    const attached = await iam().send(new ListAttachedRolePoliciesCommand({RoleName: role}))
    expect(attached.AttachedPolicies?.map(({PolicyName}) => PolicyName)).toEqual(['AWSLambdaBasicExecutionRole'])
  })

  it('needs the transform to be acknowledged', async () => {
    await expect(bench.create(SAM, {Capabilities: ['CAPABILITY_IAM']})).rejects.toMatchObject({
      name: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
    })
  })
})

describe('a rule with its topic', () => {
  const NOTICES = {
    Resources: {
      Topic: {Type: 'AWS::SNS::Topic', Properties: {Subscription: [{Protocol: 'email', Endpoint: 'ana@example.com'}]}},
      Bea: {
        Type: 'AWS::SNS::Subscription',
        Properties: {TopicArn: {Ref: 'Topic'}, Protocol: 'email', Endpoint: 'bea@example.com'},
      },
      Policy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
          Topics: [{Ref: 'Topic'}],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: {Service: 'events.amazonaws.com'},
                Action: 'sns:Publish',
                Resource: {Ref: 'Topic'},
              },
            ],
          },
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: {source: ['aws.secretsmanager'], 'detail-type': ['Secret Label Updated']},
          Targets: [
            {
              Id: 'topic',
              Arn: {Ref: 'Topic'},
              InputTransformer: {InputPathsMap: {name: '$.detail.name'}, InputTemplate: '"<name>"'},
            },
          ],
        },
      },
      Login: {Type: 'AWS::SecretsManager::Secret', DependsOn: 'Rule', Properties: {Name: 'told', SecretString: 'x'}},
    },
  }

  it('tells of what happens, and goes without a trace', async () => {
    expect((await bench.create(NOTICES)).StackStatus).toBe('CREATE_COMPLETE')
    const TopicArn = await bench.physical('Topic')
    expect(bench.sandbox.topics.published(TopicArn)).toMatchObject([{message: '"told"'}])
    const {Subscriptions} = await sns().send(new ListSubscriptionsByTopicCommand({TopicArn}))
    expect(Subscriptions?.map(({Endpoint}) => Endpoint)).toEqual(['ana@example.com', 'bea@example.com'])
    const events = new EventBridgeClient(bench.sandbox.config)
    const Name = await bench.physical('Rule')
    await events.send(new DescribeRuleCommand({Name}))

    const {Policy: _policy, ...others} = NOTICES.Resources
    const Targets = [{Id: 'other', Arn: {Ref: 'Topic'}}]
    const Rule = {...NOTICES.Resources.Rule, Properties: {...NOTICES.Resources.Rule.Properties, Targets}}
    await bench.update({Resources: {...others, Rule}})
    const {Targets: now} = await events.send(new ListTargetsByRuleCommand({Rule: Name}))
    expect(now).toEqual([{Id: 'other', Arn: TopicArn}])
    const {Attributes} = await sns().send(new GetTopicAttributesCommand({TopicArn}))
    expect(Attributes?.['Policy']).toContain('__default_policy_ID')

    expect((await bench.remove()).StackStatus).toBe('DELETE_COMPLETE')
    await expect(events.send(new DescribeRuleCommand({Name}))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await expect(secrets().send(new DescribeSecretCommand({SecretId: 'told'}))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})

describe('resources that change', () => {
  const Trust = {
    Version: '2012-10-17',
    Statement: [{Effect: 'Allow', Principal: {Service: 'lambda.amazonaws.com'}, Action: 'sts:AssumeRole'}],
  }
  const document = (Action: string) => ({Version: '2012-10-17', Statement: [{Effect: 'Allow', Action, Resource: '*'}]})
  const of = (role: object, fn: object, key: object) => ({
    Resources: {
      Role: {Type: 'AWS::IAM::Role', Properties: {RoleName: 'worker', AssumeRolePolicyDocument: Trust, ...role}},
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'python3.13',
          Handler: 'index.handler',
          Role: {'Fn::GetAtt': ['Role', 'Arn']},
          Code: {ZipFile: 'x = 1'},
          ...fn,
        },
      },
      Grant: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: {'Fn::GetAtt': 'Function.Arn'},
          Action: 'lambda:InvokeFunction',
          Principal: 'sns.amazonaws.com',
        },
      },
      Key: {Type: 'AWS::KMS::Key', Properties: {PendingWindowInDays: 7, ...key}},
    },
  })

  it('are the same ones with other settings', async () => {
    const inline = (PolicyName: string, action: string) => ({PolicyName, PolicyDocument: document(action)})
    const arn = (name: string) => `arn:aws:iam::aws:policy/service-role/${name}`
    await bench.create(
      of(
        {
          Policies: [inline('a', 'sns:Publish'), inline('b', 'sns:Publish')],
          ManagedPolicyArns: [arn('AWSLambdaBasicExecutionRole')],
        },
        {Environment: {Variables: {A: 1}}, Timeout: 10, ReservedConcurrentExecutions: 5},
        {Description: 'one'},
      ),
      {Capabilities},
    )
    expect(await bench.failures()).toEqual([])
    const [FunctionName, KeyId] = await Promise.all([bench.physical('Function'), bench.physical('Key')])
    const before = await lambda().send(new GetFunctionConfigurationCommand({FunctionName}))
    expect(before).toMatchObject({Timeout: 10, Environment: {Variables: {A: '1'}}})
    await bench.update(
      of(
        {
          Policies: [inline('b', 'sns:Subscribe')],
          ManagedPolicyArns: [arn('AWSLambdaVPCAccessExecutionRole')],
          Description: 'now',
        },
        {Code: {ZipFile: 'x = 2'}},
        {Description: 'two', Enabled: false},
      ),
      {Capabilities},
    )
    const after = await lambda().send(new GetFunctionConfigurationCommand({FunctionName}))
    expect(after.Timeout).toBe(3)
    expect(after.Environment).toBeUndefined()
    expect(after.CodeSha256).not.toBe(before.CodeSha256)
    expect((await iam().send(new ListRolePoliciesCommand({RoleName: 'worker'}))).PolicyNames).toEqual(['b'])
    const {PolicyDocument} = await iam().send(new GetRolePolicyCommand({RoleName: 'worker', PolicyName: 'b'}))
    expect(decodeURIComponent(PolicyDocument ?? '')).toContain('sns:Subscribe')
    const {AttachedPolicies} = await iam().send(new ListAttachedRolePoliciesCommand({RoleName: 'worker'}))
    expect(AttachedPolicies?.map(({PolicyName}) => PolicyName)).toEqual(['AWSLambdaVPCAccessExecutionRole'])
    expect((await iam().send(new GetRoleCommand({RoleName: 'worker'}))).Role?.Description).toBe('now')
    expect((await kms().send(new DescribeKeyCommand({KeyId}))).KeyMetadata).toMatchObject({
      Description: 'two',
      KeyState: 'Disabled',
    })
    await kms().send(new GetKeyPolicyCommand({KeyId}))
    await lambda().send(new GetPolicyCommand({FunctionName}))
    expect((await bench.remove()).StackStatus).toBe('DELETE_COMPLETE')
    expect((await kms().send(new DescribeKeyCommand({KeyId}))).KeyMetadata?.KeyState).toBe('PendingDeletion')
  })

  it('wait for a function that takes its time', async () => {
    bench.sandbox.switches.turn({functionSettleMs: 5000})
    const {StackStatus} = await bench.create(of({}, {}, {}), {Capabilities})
    expect(StackStatus).toBe('CREATE_IN_PROGRESS')
    await bench.sandbox.clock.advance(10_000)
    expect((await bench.described()).StackStatus).toBe('CREATE_COMPLETE')
  })

  it.each<[string, object, RegExp]>([
    [
      'lacks a property',
      {Type: 'AWS::SNS::Subscription', Properties: {Protocol: 'email'}},
      /\[The property \{\/TopicArn\} is required\]/,
    ],
    [
      'has one too many',
      {Type: 'AWS::SNS::Topic', Properties: {Colour: 'red'}},
      /extraneous key \[Colour\] is not permitted/,
    ],
    [
      'is rotated by a function of AWS',
      {
        Type: 'AWS::SecretsManager::RotationSchedule',
        Properties: {SecretId: 'x', HostedRotationLambda: {RotationType: 'MySQLSingleUser'}},
      },
      /does not serve HostedRotationLambda/,
    ],
    [
      'has a value of a secret that is not there',
      {Type: 'AWS::SNS::Topic', Properties: {DisplayName: '{{resolve:secretsmanager:none}}'}},
      /can't find the specified secret/,
    ],
  ])('fail where one %s', async (_how, resource, reason) => {
    expect((await bench.create({Resources: {One: resource}})).StackStatus).toBe('ROLLBACK_COMPLETE')
    expect((await bench.failures())[0]).toMatch(reason)
  })

  it('hold the values of secrets as they are when the resource changes, and no sooner', async () => {
    await bench.sandbox.call('secretsmanager', 'CreateSecret', {
      Name: 'login',
      SecretString: '{"name": "ana"}',
      ClientRequestToken: 'a'.repeat(32),
    })
    const template = (more: object) => ({
      Resources: {
        Topic: {
          Type: 'AWS::SNS::Topic',
          Properties: {
            TopicName: 'topic',
            DisplayName: 'of {{resolve:secretsmanager:login:SecretString:name}}',
            ...more,
          },
        },
      },
    })
    await bench.create(template({}))
    const display = async () => {
      const TopicArn = await bench.physical('Topic')
      return (await sns().send(new GetTopicAttributesCommand({TopicArn}))).Attributes?.['DisplayName']
    }
    expect(await display()).toBe('of ana')
    await secrets().send(new PutSecretValueCommand({SecretId: 'login', SecretString: '{"name": "bea"}'}))
    await expect(bench.update(template({}))).rejects.toMatchObject({message: 'No updates are to be performed.'})
    expect(await display()).toBe('of ana')
    expect(JSON.stringify(bench.sandbox.callRecord.entries())).not.toContain('of ana')
  })
})
