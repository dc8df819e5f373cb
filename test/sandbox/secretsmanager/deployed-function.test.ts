import {readFileSync} from 'node:fs'

import {CloudTrailClient, LookupEventsCommand} from '@aws-sdk/client-cloudtrail'
import {CloudWatchLogsClient, FilterLogEventsCommand} from '@aws-sdk/client-cloudwatch-logs'
import {AddPermissionCommand, CreateFunctionCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {RotateSecretCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {zipFiles} from '../../../src/lib/sandbox/runtime/zip.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {secretOf, tokenOf, type SecretUnderTest} from './support/secrets.ts'

let sandbox: TestSandbox
let secret: SecretUnderTest
let arn: string

const handler = readFileSync(new URL('support/rotator-function.mjs', import.meta.url), 'utf8')

beforeEach(async () => {
  sandbox = await startTestSandbox({switches: {rotationAttempts: 1}})
  secret = secretOf({...sandbox.config, maxAttempts: 2})
  arn = await secret.create('v1')
})

afterEach(() => sandbox.stop())

/** A function of the real zip, that may do what a rotation function must and nothing else; answers its ARN. */
async function deploy(environment: Record<string, string> = {}): Promise<string> {
  const onSecrets = [
    'DescribeSecret',
    'GetSecretValue',
    'PutSecretValue',
    'UpdateSecretVersionStage',
    'GetRandomPassword',
  ]
  const onLogs = ['CreateLogGroup', 'CreateLogStream', 'PutLogEvents']
  const Action = [...onSecrets.map(action => `secretsmanager:${action}`), ...onLogs.map(action => `logs:${action}`)]
  const policy = {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action, Resource: '*'}]}
  const Role = sandbox.iam.addRole({accountId: sandbox.accountId, roleName: 'rotator', policies: {rotate: policy}})
  const lambda = new LambdaClient(sandbox.config)
  const {FunctionArn} = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'rotator',
      Role,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 20,
      Code: {ZipFile: zipFiles({'index.mjs': handler})},
      Environment: {Variables: environment},
    }),
  )
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: 'rotator',
      StatementId: 'secretsmanager',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: sandbox.accountId,
    }),
  )
  return FunctionArn!
}

async function rotate(RotationLambdaARN: string): Promise<void> {
  const ClientRequestToken = tokenOf('t1')
  const RotationRules = {AutomaticallyAfterDays: 30}
  await secret.client.send(
    new RotateSecretCommand({SecretId: secret.id, ClientRequestToken, RotationLambdaARN, RotationRules}),
  )
  await sandbox.clock.idle()
}

async function eventsNamed(AttributeValue: string): Promise<Record<string, unknown>[]> {
  const attribute = {AttributeKey: 'EventName' as const, AttributeValue}
  const {Events} = await new CloudTrailClient({...sandbox.config, maxAttempts: 2}).send(
    new LookupEventsCommand({LookupAttributes: [attribute]}),
  )
  return Events!.map(event => JSON.parse(event.CloudTrailEvent!) as Record<string, unknown>)
}

async function logged(): Promise<string> {
  const {events} = await new CloudWatchLogsClient({...sandbox.config, maxAttempts: 2}).send(
    new FilterLogEventsCommand({logGroupName: '/aws/lambda/rotator'}),
  )
  return events!.map(event => event.message).join('\n')
}

describe('a rotation by a deployed function', () => {
  it('rotates under the least permissions, and the log tells the steps', async () => {
    await rotate(await deploy())
    expect(await secret.labels()).toEqual({v1: ['AWSPREVIOUS'], t1: ['AWSCURRENT', 'AWSPENDING']})
    expect(await secret.value()).toHaveLength(32)
    await sandbox.clock.advance(2_000)
    expect(await secret.labels()).toEqual({v1: ['AWSPREVIOUS'], t1: ['AWSCURRENT']})
    expect((await logged()).match(/step \w+/g)).toEqual([
      'step createSecret',
      'step setSecret',
      'step testSecret',
      'step finishSecret',
    ])
    expect(await eventsNamed('RotationSucceeded')).toHaveLength(1)
  })

  it('conformance 13: leaves the envelope of AWS in the trail when it fails, without its own words', async () => {
    const functionArn = await deploy({FAILS_IN: 'testSecret'})
    await rotate(functionArn)
    expect(await secret.labels()).toEqual({v1: ['AWSCURRENT'], t1: ['AWSPENDING']})
    expect(await logged()).toContain('canary of the function')
    const [event, ...others] = await eventsNamed('RotationFailed')
    expect(others).toEqual([])
    expect(event).toEqual({
      eventVersion: '1.08',
      userIdentity: {accountId: sandbox.accountId, invokedBy: 'secretsmanager.amazonaws.com'},
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      eventSource: 'secretsmanager.amazonaws.com',
      eventName: 'RotationFailed',
      awsRegion: sandbox.region,
      sourceIPAddress: 'secretsmanager.amazonaws.com',
      userAgent: 'secretsmanager.amazonaws.com',
      errorMessage: `Error when executing lambda ${functionArn} during testSecret step`,
      requestParameters: null,
      responseElements: null,
      additionalEventData: {SecretId: arn},
      requestID: `Rotation-${arn}-${tokenOf('t1')}`,
      eventID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      readOnly: false,
      eventType: 'AwsServiceEvent',
      managementEvent: true,
      eventCategory: 'Management',
      recipientAccountId: sandbox.accountId,
    })
  })

  it('knows the function’s writes by its session, not by a token', async () => {
    await rotate(await deploy())
    const [put] = await eventsNamed('PutSecretValue')
    expect(put).toMatchObject({
      userIdentity: {type: 'AssumedRole'},
      requestParameters: {secretId: arn, clientRequestToken: tokenOf('t1'), versionStages: ['AWSPENDING']},
      responseElements: {arn},
    })
    expect(JSON.stringify(put)).not.toContain(await secret.value())
  })
})
