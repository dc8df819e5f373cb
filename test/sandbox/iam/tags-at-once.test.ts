import {CloudWatchLogsClient, CreateLogGroupCommand} from '@aws-sdk/client-cloudwatch-logs'
import {CreateRoleCommand, CreateUserCommand} from '@aws-sdk/client-iam'
import {CreateKeyCommand, KMSClient} from '@aws-sdk/client-kms'
import {CreateFunctionCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {CreateTopicCommand, SNSClient} from '@aws-sdk/client-sns'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {zipFiles} from '../../../src/lib/sandbox/runtime/zip.ts'
import type {ClientConfig, TestSandbox} from '../../support/sandbox.ts'
import {iamClient, startIamSandbox, trusting} from './iam-support.ts'

let sandbox: TestSandbox
let roleArn: string

beforeEach(async () => {
  sandbox = await startIamSandbox()
  const managedPolicyArns = ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']
  roleArn = sandbox.iam.addRole({accountId: sandbox.accountId, roleName: 'rotator', managedPolicyArns})
})

afterEach(() => sandbox.stop())

/** Settings of a client of somebody who may do these actions everywhere. */
function somebody(...Action: string[]): ClientConfig {
  const policies = {own: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action, Resource: '*'}]}}
  const user = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'somebody', policies})
  return {...sandbox.config, credentials: user}
}

const listed = [{Key: 'team', Value: 'web'}]
const none: {Key: string; Value: string}[] = []

/** What is made, with tags or without, by the permission that tags need beside the one to make it. */
const makers: Readonly<Record<string, (config: ClientConfig, tagged: boolean) => Promise<unknown>>> = {
  'iam:TagRole': (config, tagged) =>
    iamClient(sandbox, config.credentials).send(
      new CreateRoleCommand({
        RoleName: 'new',
        AssumeRolePolicyDocument: trusting({Service: 'lambda.amazonaws.com'}),
        Tags: tagged ? listed : none,
      }),
    ),
  'iam:TagUser': (config, tagged) =>
    iamClient(sandbox, config.credentials).send(new CreateUserCommand({UserName: 'new', Tags: tagged ? listed : none})),
  'kms:TagResource': (config, tagged) =>
    new KMSClient(config).send(new CreateKeyCommand({Tags: tagged ? [{TagKey: 'team', TagValue: 'web'}] : []})),
  'lambda:TagResource': (config, tagged) =>
    new LambdaClient(config).send(
      new CreateFunctionCommand({
        FunctionName: 'new',
        Role: roleArn,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: {ZipFile: zipFiles({'index.mjs': 'export const handler = async () => {}'})},
        Tags: tagged ? {team: 'web'} : {},
      }),
    ),
  'logs:TagResource': (config, tagged) =>
    new CloudWatchLogsClient(config).send(
      new CreateLogGroupCommand({logGroupName: '/new', tags: tagged ? {team: 'web'} : {}}),
    ),
  'SNS:TagResource': (config, tagged) =>
    new SNSClient(config).send(new CreateTopicCommand({Name: 'new', Tags: tagged ? listed : none})),
}

const making: Readonly<Record<string, readonly string[]>> = {
  'iam:TagRole': ['iam:CreateRole'],
  'iam:TagUser': ['iam:CreateUser'],
  'kms:TagResource': ['kms:CreateKey', 'kms:PutKeyPolicy'],
  'lambda:TagResource': ['lambda:CreateFunction', 'iam:PassRole'],
  'logs:TagResource': ['logs:CreateLogGroup'],
  'SNS:TagResource': ['sns:CreateTopic'],
}

describe.each(Object.keys(makers))('what brings tags when it is made needs %s', tagging => {
  const make = makers[tagging]!

  it('and is refused without', async () => {
    const refused = make(somebody(...making[tagging]!), true)
    await expect(refused).rejects.toMatchObject({message: expect.stringContaining(tagging) as string})
  })

  it('and is made with it', async () => {
    await expect(make(somebody(...making[tagging]!, tagging), true)).resolves.toBeDefined()
  })

  it('but not without tags', async () => {
    await expect(make(somebody(...making[tagging]!), false)).resolves.toBeDefined()
  })
})
