import {CreateStackCommand, UpdateStackCommand} from '@aws-sdk/client-cloudformation'
import {CloudWatchLogsClient, DescribeLogGroupsCommand} from '@aws-sdk/client-cloudwatch-logs'
import {GetRoleCommand, IAMClient, ListRolesCommand} from '@aws-sdk/client-iam'
import {DescribeKeyCommand, KMSClient} from '@aws-sdk/client-kms'
import {EventBridgeClient, ListRulesCommand} from '@aws-sdk/client-eventbridge'
import {GetTopicAttributesCommand, ListTopicsCommand, SNSClient} from '@aws-sdk/client-sns'
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'

import {StackName, stackBench, type StackBench} from './support.ts'

let bench: StackBench

beforeEach(async () => {
  bench = await stackBench()
})

afterEach(() => bench[Symbol.asyncDispose]())

const Capabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] as const
const ARN = 'arn:aws:sns:eu-central-1:111122223333:'

const one = (Type: string, Properties: object) => ({Resources: {One: {Type, Properties}}})
const topic = (Properties: object) => one('AWS::SNS::Topic', Properties)
const topics = async () => {
  const {Topics = []} = await new SNSClient(bench.sandbox.config).send(new ListTopicsCommand())
  return Topics.map(({TopicArn}) => TopicArn?.replace(ARN, ''))
}
const displayName = async (name: string) => {
  const asked = new GetTopicAttributesCommand({TopicArn: ARN + name})
  return (await new SNSClient(bench.sandbox.config).send(asked)).Attributes?.['DisplayName']
}
const refused = (service: string, operation: string) =>
  bench.sandbox.faults.set([{kind: 'access-denied', service, operation, nth: 1}])

describe('what failed once', () => {
  it('gives its reason to its failure alone', async () => {
    refused('logs', 'PutRetentionPolicy')
    await bench.create(one('AWS::Logs::LogGroup', {RetentionInDays: 7}))
    expect((await bench.reasons()).filter(reason => reason.includes('PutRetentionPolicy'))).toHaveLength(1)
  })

  it('is done by the next update, where another resource was to take its place', async () => {
    await bench.create(topic({TopicName: 'first'}))
    refused('sns', 'CreateTopic')
    expect((await bench.update(topic({TopicName: 'other'}))).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(await topics()).toEqual(['first'])
    expect((await bench.events()).filter(event => event.startsWith('One UPDATE'))).toEqual([
      'One UPDATE_IN_PROGRESS',
      'One UPDATE_FAILED',
      'One UPDATE_IN_PROGRESS',
      'One UPDATE_COMPLETE',
    ])
    expect((await bench.update(topic({TopicName: 'other'}))).StackStatus).toBe('UPDATE_COMPLETE')
    expect(await topics()).toEqual(['other'])
  })

  it('is taken back as far as it had come', async () => {
    const role = (service: string, PolicyName: string) =>
      one('AWS::IAM::Role', {
        RoleName: 'worker',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{Effect: 'Allow', Principal: {Service: service}, Action: 'sts:AssumeRole'}],
        },
        Policies: [
          {
            PolicyName,
            PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: 's3:*', Resource: '*'}]},
          },
        ],
      })
    await bench.create(role('lambda.amazonaws.com', 'a'), {Capabilities})
    refused('iam', 'PutRolePolicy')
    const failed = await bench.update(role('ec2.amazonaws.com', 'b'), {Capabilities})
    expect(failed.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    const {Role} = await new IAMClient(bench.sandbox.config).send(new GetRoleCommand({RoleName: 'worker'}))
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain('lambda.amazonaws.com')
  })
})

describe('a stack in the middle of a step', () => {
  /** Begins it, waits until a call of it is held back, and goes back to that moment. */
  const interrupted = async (begin: () => Promise<unknown>, service: string, operation: string) => {
    const {sandbox} = bench
    sandbox.faults.set([{kind: 'hold', holdBefore: true, service, operation, nth: 1}])
    const {length} = sandbox.callRecord.entries()
    await begin()
    const advanced = sandbox.clock.advance(0)
    await vi.waitFor(() =>
      expect(sandbox.callRecord.entries().slice(length)).toContainEqual(expect.objectContaining({kind: 'fault'})),
    )
    const midway = sandbox.snapshot()
    sandbox.restore(midway)
    await advanced
    sandbox.faults.clear()
    await sandbox.clock.advance(0)
    return (await bench.described(StackName)).StackStatus
  }
  const create = (template: object) => () =>
    bench.client.send(new CreateStackCommand({StackName, TemplateBody: JSON.stringify(template)}))
  const update = (template: object) => () =>
    bench.client.send(new UpdateStackCommand({StackName, TemplateBody: JSON.stringify(template)}))

  it('makes its resource once the sandbox is put back there', async () => {
    const status = await interrupted(create(topic({TopicName: 'first'})), 'sns', 'CreateTopic')
    expect(status).toBe('CREATE_COMPLETE')
    expect(await topics()).toEqual(['first'])
  })

  it('finishes a resource that is half made', async () => {
    const group = one('AWS::Logs::LogGroup', {LogGroupName: 'own', RetentionInDays: 7})
    expect(await interrupted(create(group), 'logs', 'PutRetentionPolicy')).toBe('CREATE_COMPLETE')
    const {logGroups} = await new CloudWatchLogsClient(bench.sandbox.config).send(new DescribeLogGroupsCommand())
    expect(logGroups).toMatchObject([{logGroupName: 'own', retentionInDays: 7}])
  })

  it('changes its resource', async () => {
    await bench.create(topic({TopicName: 'first'}))
    const changed = update(topic({TopicName: 'first', DisplayName: 'Now'}))
    expect(await interrupted(changed, 'sns', 'SetTopicAttributes')).toBe('UPDATE_COMPLETE')
    expect(await displayName('first')).toBe('Now')
  })

  it('puts another resource in its place', async () => {
    await bench.create(topic({TopicName: 'first'}))
    expect(await interrupted(update(topic({TopicName: 'other'})), 'sns', 'CreateTopic')).toBe('UPDATE_COMPLETE')
    expect(await topics()).toEqual(['other'])
  })

  it('takes back what it changed before something failed', async () => {
    const template = (DisplayName: string, more: object) => ({
      Resources: {...topic({TopicName: 'first', DisplayName}).Resources, ...more},
    })
    await bench.create(template('Then', {}))
    const Properties = {TopicArn: {Ref: 'One'}, Protocol: 'sqs', Endpoint: 'x'}
    const failing = update(template('Now', {Broken: {Type: 'AWS::SNS::Subscription', Properties}}))
    const begun = async () => {
      await failing()
      bench.sandbox.faults.set([
        {kind: 'hold', holdBefore: true, service: 'sns', operation: 'SetTopicAttributes', nth: 2},
      ])
    }
    expect(await interrupted(begun, 'sns', 'none')).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(await displayName('first')).toBe('Then')
  })

  it('fails where its call is cut', async () => {
    bench.sandbox.faults.set([{kind: 'connection-reset', service: 'sns', operation: 'CreateTopic'}])
    expect((await bench.create(topic({}))).StackStatus).toBe('ROLLBACK_COMPLETE')
    expect(await bench.failures()).toEqual([
      expect.stringMatching(/Unable to execute HTTP request.*HandlerErrorCode: NetworkFailure\)$/),
    ])
  })
})

describe('a resource that is half made when something fails', () => {
  const pattern = {source: ['aws.secretsmanager']}

  it.each<[string, object, string, string, () => Promise<unknown>]>([
    [
      'AWS::Logs::LogGroup',
      {LogGroupName: 'own', RetentionInDays: 7},
      'logs',
      'PutRetentionPolicy',
      async () => (await new CloudWatchLogsClient(bench.sandbox.config).send(new DescribeLogGroupsCommand())).logGroups,
    ],
    [
      'AWS::Events::Rule',
      {EventPattern: pattern, Targets: [{Id: 'one', Arn: `${ARN}first`}]},
      'events',
      'PutTargets',
      async () => (await new EventBridgeClient(bench.sandbox.config).send(new ListRulesCommand())).Rules,
    ],
    [
      'AWS::SNS::Topic',
      {Subscription: [{Protocol: 'email', Endpoint: 'ana@example.com'}]},
      'sns',
      'Subscribe',
      async () => topics(),
    ],
    [
      'AWS::IAM::Role',
      {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{Effect: 'Allow', Principal: {Service: 'lambda.amazonaws.com'}, Action: 'sts:AssumeRole'}],
        },
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
      },
      'iam',
      'AttachRolePolicy',
      async () => (await new IAMClient(bench.sandbox.config).send(new ListRolesCommand())).Roles,
    ],
  ])('of type %s goes with the rest', async (Type, Properties, service, operation, left) => {
    refused(service, operation)
    expect((await bench.create(one(Type, Properties), {Capabilities})).StackStatus).toBe('ROLLBACK_COMPLETE')
    expect(await left()).toEqual([])
  })

  it('is deleted where it was a key, and waits for that', async () => {
    refused('kms', 'EnableKeyRotation')
    const stack = await bench.create(one('AWS::KMS::Key', {EnableKeyRotation: true}))
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE')
    const KeyId = await bench.physical('One')
    const {KeyMetadata} = await new KMSClient(bench.sandbox.config).send(new DescribeKeyCommand({KeyId}))
    expect(KeyMetadata?.KeyState).toBe('PendingDeletion')
  })

  it('goes also where it was to take the place of another', async () => {
    const group = (LogGroupName: string, RetentionInDays: number) =>
      one('AWS::Logs::LogGroup', {LogGroupName, RetentionInDays})
    await bench.create(group('first', 1))
    refused('logs', 'PutRetentionPolicy')
    expect((await bench.update(group('other', 3))).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    const {logGroups} = await new CloudWatchLogsClient(bench.sandbox.config).send(new DescribeLogGroupsCommand())
    expect(logGroups).toMatchObject([{logGroupName: 'first', retentionInDays: 1}])
    expect(logGroups).toHaveLength(1)
  })
})
