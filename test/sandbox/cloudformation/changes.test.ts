import {CreatePolicyCommand, GetRoleCommand, IAMClient} from '@aws-sdk/client-iam'
import {GetFunctionConfigurationCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {stackBench, type StackBench} from './support.ts'

let bench: StackBench

beforeEach(async () => {
  bench = await stackBench()
})

afterEach(() => bench[Symbol.asyncDispose]())

const Capabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] as const
const document = (Action: string) => ({Version: '2012-10-17', Statement: [{Effect: 'Allow', Action, Resource: '*'}]})
const Trust = {
  Version: '2012-10-17',
  Statement: [{Effect: 'Allow', Principal: {Service: 'lambda.amazonaws.com'}, Action: 'sts:AssumeRole'}],
}
const one = (Type: string, Properties: object) => ({Resources: {One: {Type, Properties}}})
const tags = (Value: string) => [{Key: 'team', Value}]
const role = (more: object = {}) =>
  one('AWS::IAM::Role', {RoleName: 'worker', AssumeRolePolicyDocument: Trust, ...more})
const fn = (more: object) => ({
  Resources: {
    ...role().Resources,
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'fn',
        Runtime: 'python3.13',
        Handler: 'index.handler',
        Role: {'Fn::GetAtt': ['One', 'Arn']},
        Code: {ZipFile: 'x = 1'},
        ...more,
      },
    },
  },
})

describe('a change that the sandbox does not make', () => {
  it.each<[string, object, object, string]>([
    ['tags of a role', role(), role({Tags: tags('a')}), 'changes of Tags of AWS::IAM::Role'],
    ['tags of a function', fn({}), fn({Tags: tags('a')}), 'changes of Tags of AWS::Lambda::Function'],
    [
      'a function without its handler',
      fn({}),
      fn({Handler: undefined}),
      'taking Handler away from AWS::Lambda::Function',
    ],
    [
      'tags of a log group',
      one('AWS::Logs::LogGroup', {Tags: tags('a')}),
      one('AWS::Logs::LogGroup', {Tags: tags('b')}),
      'changes of Tags of AWS::Logs::LogGroup',
    ],
    [
      'tags of a topic',
      one('AWS::SNS::Topic', {}),
      one('AWS::SNS::Topic', {Tags: tags('a')}),
      'changes of Tags of AWS::SNS::Topic',
    ],
    [
      'the key of a topic',
      one('AWS::SNS::Topic', {}),
      one('AWS::SNS::Topic', {KmsMasterKeyId: 'alias/aws/sns'}),
      'changes of KmsMasterKeyId of AWS::SNS::Topic',
    ],
    [
      'a key without its policy',
      one('AWS::KMS::Key', {
        KeyPolicy: {
          Version: '2012-10-17',
          Statement: [
            {Effect: 'Allow', Principal: {AWS: {'Fn::Sub': '${AWS::AccountId}'}}, Action: 'kms:*', Resource: '*'},
          ],
        },
      }),
      one('AWS::KMS::Key', {}),
      'taking KeyPolicy away from AWS::KMS::Key',
    ],
  ])('fails its update: %s', async (_what, before, now, what) => {
    await bench.create(before, {Capabilities})
    expect((await bench.update(now, {Capabilities})).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(await bench.failures()).toEqual([`The sandbox does not serve ${what}.`])
  })

  it('is refused where it is of the tags that a stack gives to all', async () => {
    const Tags = [...tags('a'), {Key: 'stage', Value: 'x'}]
    await bench.create(one('AWS::SNS::Topic', {}), {Tags})
    const changed = one('AWS::SNS::Topic', {DisplayName: 'Now'})
    const what = 'The sandbox does not serve changes of the tags of a stack.'
    await expect(bench.update(changed, {Tags: tags('a')})).rejects.toThrow(what)
    expect((await bench.update(changed, {Tags: Tags.toReversed()})).StackStatus).toBe('UPDATE_COMPLETE')
  })
})

describe('what a template no longer has', () => {
  it('is as it is of a new function', async () => {
    const settings = async () => {
      const {EphemeralStorage, LoggingConfig, TracingConfig, Architectures, KMSKeyArn} = await new LambdaClient(
        bench.sandbox.config,
      ).send(new GetFunctionConfigurationCommand({FunctionName: 'fn'}))
      return {EphemeralStorage, LoggingConfig, TracingConfig, Architectures, KMSKeyArn}
    }
    await bench.create(fn({}), {Capabilities})
    const fresh = await settings()
    const changed = {
      Architectures: ['arm64'],
      EphemeralStorage: {Size: 1024},
      KmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      LoggingConfig: {LogFormat: 'JSON', LogGroup: 'own'},
      TracingConfig: {Mode: 'Active'},
    }
    expect((await bench.update(fn(changed), {Capabilities})).StackStatus).toBe('UPDATE_COMPLETE')
    const {KmsKeyArn: KMSKeyArn, ...others} = changed
    expect(await settings()).toMatchObject({...others, KMSKeyArn})
    await bench.update(fn({...changed, LoggingConfig: {LogFormat: 'JSON'}}), {Capabilities})
    expect((await settings()).LoggingConfig).toMatchObject({LogFormat: 'JSON', LogGroup: '/aws/lambda/fn'})
    expect((await bench.update(fn({}), {Capabilities})).StackStatus).toBe('UPDATE_COMPLETE')
    expect(await settings()).toEqual(fresh)
  })

  it('bounds a role no more', async () => {
    const iam = new IAMClient(bench.sandbox.config)
    const PolicyDocument = JSON.stringify(document('s3:*'))
    const {Policy} = await iam.send(new CreatePolicyCommand({PolicyName: 'bound', PolicyDocument}))
    const known = async () => (await iam.send(new GetRoleCommand({RoleName: 'worker'}))).Role
    await bench.create(role({MaxSessionDuration: 7200}), {Capabilities})
    await bench.update(role({PermissionsBoundary: Policy?.Arn}), {Capabilities})
    expect(await known()).toMatchObject({
      MaxSessionDuration: 3600,
      PermissionsBoundary: {PermissionsBoundaryArn: Policy?.Arn},
    })
    await bench.update(role(), {Capabilities})
    expect((await known())?.PermissionsBoundary).toBeUndefined()
  })
})
