import {CloudTrailClient, DescribeTrailsCommand, GetTrailStatusCommand} from '@aws-sdk/client-cloudtrail'
import {DisableRuleCommand} from '@aws-sdk/client-eventbridge'
import {AddPermissionCommand, CreateFunctionCommand, LambdaClient} from '@aws-sdk/client-lambda'
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {zipFiles} from '../../../src/lib/sandbox/runtime/zip.ts'
import {eventBench, type EventBench} from './support.ts'

const SECRET = {source: ['aws.secretsmanager']}
const FUNCTION = 'arn:aws:lambda:eu-central-1:111122223333:function:'

let bench: EventBench
let secrets: SecretsManagerClient
let lambda: LambdaClient

beforeEach(async () => {
  bench = await eventBench({switches: {rotationAttempts: 1, permissionSpreadMs: 0}})
  secrets = new SecretsManagerClient(bench.sandbox.config)
  lambda = new LambdaClient(bench.sandbox.config)
})

afterEach(() => bench[Symbol.asyncDispose]())

const create = (Name = 'prod/api') => secrets.send(new CreateSecretCommand({Name, SecretString: 'x'}))
const addTrail = (more = {}) => {
  const {accountId, region} = bench.sandbox
  return bench.sandbox.trail.addTrail({accountId, region, name: 'all', ...more})
}
const kinds = () => bench.received().map(event => (event as {'detail-type': string})['detail-type'])

/** A function that a service may invoke; what it does is this module's. */
async function fn(name: string, Principal: string, handler: (event: never) => unknown, more = {}): Promise<string> {
  const Role = bench.sandbox.iam.addRole({accountId: bench.sandbox.accountId, roleName: name})
  const Code = {ZipFile: zipFiles({'index.mjs': ''})}
  const runs = {Runtime: 'nodejs24.x', Handler: 'index.handler'} as const
  await lambda.send(new CreateFunctionCommand({FunctionName: name, Role, Code, ...runs}))
  const grant = {FunctionName: name, StatementId: 'in', Action: 'lambda:InvokeFunction', Principal, ...more}
  await lambda.send(new AddPermissionCommand(grant))
  bench.sandbox.lambda.registerInProcess(FUNCTION + name, async event => handler(event as never))
  return FUNCTION + name
}

describe('a label that moves', () => {
  it('is told without any trail, AWSPENDING and AWSPREVIOUS excepted', async () => {
    await bench.rule(SECRET)
    const {ARN, VersionId: first} = await create()
    const {VersionId: second} = await secrets.send(new PutSecretValueCommand({SecretId: ARN, SecretString: 'y'}))
    await secrets.send(new PutSecretValueCommand({SecretId: ARN, SecretString: 'z', VersionStages: ['AWSPENDING']}))
    const label = {SecretId: ARN, VersionStage: 'mine'}
    await secrets.send(new UpdateSecretVersionStageCommand({...label, MoveToVersionId: first}))
    await secrets.send(new UpdateSecretVersionStageCommand({...label, RemoveFromVersionId: first}))
    const told = (labelUpdated: string, versionId: string | undefined) => ({
      version: '0',
      id: expect.any(String),
      'detail-type': 'Secret Label Updated',
      source: 'aws.secretsmanager',
      account: '111122223333',
      time: '2026-11-22T09:00:00Z',
      region: 'eu-central-1',
      resources: [ARN],
      detail: {name: 'prod/api', labelUpdated, versionId},
    })
    expect(bench.received()).toEqual([told('AWSCURRENT', first), told('AWSCURRENT', second), told('mine', first)])
  })

  it('is not told to a rule that is off', async () => {
    await bench.rule(SECRET)
    await bench.events.send(new DisableRuleCommand({Name: 'watch'}))
    await create()
    expect(bench.received()).toEqual([])
  })

  it('is told later where EventBridge takes its time', async () => {
    bench.sandbox.switches.turn({eventDelayMs: 5000})
    await bench.rule(SECRET)
    await create()
    await bench.sandbox.clock.advance(4999)
    expect(bench.received()).toEqual([])
    await bench.sandbox.clock.advance(1)
    expect(bench.received()).toMatchObject([{time: '2026-11-22T09:00:00Z'}])
  })
})

describe('a rotation that fails', () => {
  const FAILURES = {
    source: ['aws.secretsmanager'],
    'detail-type': ['AWS Service Event via CloudTrail'],
    detail: {eventName: ['RotationFailed'], additionalEventData: {SecretId: [{prefix: 'arn:aws:secretsmanager'}]}},
  }

  async function failedRotation(): Promise<string> {
    const {ARN = ''} = await create()
    const arn = await fn('rotator', 'secretsmanager.amazonaws.com', () => {
      throw new Error('very private')
    })
    await secrets.send(
      new RotateSecretCommand({SecretId: ARN, RotationLambdaARN: arn, RotationRules: {AutomaticallyAfterDays: 30}}),
    )
    await bench.sandbox.clock.advance(0)
    await bench.sandbox.clock.idle()
    return ARN
  }

  it('reaches the topic where a trail logs', async () => {
    addTrail()
    await bench.rule(FAILURES)
    const ARN = await failedRotation()
    expect(bench.received()).toMatchObject([
      {
        'detail-type': 'AWS Service Event via CloudTrail',
        resources: [],
        detail: {
          eventType: 'AwsServiceEvent',
          eventSource: 'secretsmanager.amazonaws.com',
          eventName: 'RotationFailed',
          errorMessage: `Error when executing lambda ${FUNCTION}rotator during createSecret step`,
          additionalEventData: {SecretId: ARN},
        },
      },
    ])
    expect(JSON.stringify(bench.received())).not.toContain('very private')
  })

  it.each<[string, (() => string) | undefined]>([
    ['there is no trail', undefined],
    ['the trail logs nothing', () => addTrail({logging: false})],
    ['the trail leaves management events out', () => addTrail({managementEvents: false})],
    ['the trail is one of another region', () => addTrail({region: 'us-east-1', multiRegion: false})],
  ])('reaches nobody where %s', async (_why, trail) => {
    trail?.()
    await bench.rule(FAILURES)
    await failedRotation()
    expect(bench.received()).toEqual([])
  })

  it('is lost with its events in the trail', async () => {
    addTrail()
    await bench.rule({...FAILURES, detail: {eventName: ['RotationFailed']}})
    const {ARN = ''} = await create('lost')
    bench.sandbox.trail.loseEventsOf(ARN)
    const arn = await fn('rotator', 'secretsmanager.amazonaws.com', () => {
      throw new Error('x')
    })
    await secrets.send(
      new RotateSecretCommand({SecretId: ARN, RotationLambdaARN: arn, RotationRules: {AutomaticallyAfterDays: 30}}),
    )
    await bench.sandbox.clock.advance(0)
    await bench.sandbox.clock.idle()
    expect(bench.received()).toEqual([])
  })
})

describe('a call to Secrets Manager', () => {
  const CALLS = {source: ['aws.secretsmanager'], 'detail-type': ['AWS API Call via CloudTrail']}
  const names = () => bench.received().map(event => (event as {detail: {eventName: string}}).detail.eventName)

  it('reaches the topic where a trail logs, reading excepted, with no value in it', async () => {
    addTrail()
    await bench.rule(CALLS)
    await secrets.send(new CreateSecretCommand({Name: 'prod/api', SecretString: 'very private'}))
    await secrets.send(new GetSecretValueCommand({SecretId: 'prod/api'}))
    expect(names()).toEqual(['CreateSecret'])
    expect(bench.received()).toMatchObject([
      {source: 'aws.secretsmanager', detail: {requestParameters: {name: 'prod/api'}}},
    ])
    expect(JSON.stringify(bench.received())).not.toContain('very private')
  })

  it('that only reads reaches a rule that asks for everything', async () => {
    addTrail()
    await bench.rule(CALLS, {}, {State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'})
    await create()
    await secrets.send(new GetSecretValueCommand({SecretId: 'prod/api'}))
    expect(names()).toEqual(['CreateSecret', 'GetSecretValue'])
  })

  it('reaches nobody without a trail, though its label event does', async () => {
    await bench.rule(SECRET)
    await create()
    expect(kinds()).toEqual(['Secret Label Updated'])
  })
})

describe('a function', () => {
  const seen: unknown[] = []
  const asTarget = async (more: object) => {
    seen.length = 0
    const arn = await fn('told', 'events.amazonaws.com', event => seen.push(event), more)
    const rule = await bench.rule(SECRET, {Arn: arn})
    await create()
    await bench.sandbox.clock.advance(0)
    await bench.sandbox.clock.idle()
    return rule
  }

  it('is invoked by a rule that its policy names', async () => {
    await asTarget({SourceArn: 'arn:aws:events:eu-central-1:111122223333:rule/watch'})
    expect(bench.fates()).toEqual(['delivered'])
    expect(seen).toMatchObject([{'detail-type': 'Secret Label Updated'}])
  })

  it('is not invoked by another rule', async () => {
    await asTarget({SourceArn: 'arn:aws:events:eu-central-1:111122223333:rule/other'})
    expect(bench.fates()).toEqual(['denied'])
    expect(seen).toEqual([])
  })

  it('that is still being made takes nothing, and the record says so', async () => {
    bench.sandbox.switches.turn({functionSettleMs: 5000})
    await asTarget({})
    expect(bench.fates()).toEqual(['refused'])
    expect(seen).toEqual([])
  })
})

describe('trails', () => {
  it('are described, those of other regions too unless they are unwanted', async () => {
    const arn = addTrail()
    const cloudtrail = new CloudTrailClient({...bench.sandbox.config, region: 'us-east-1'})
    const described = async (input = {}) => (await cloudtrail.send(new DescribeTrailsCommand(input))).trailList
    expect(await described()).toMatchObject([
      {Name: 'all', TrailARN: arn, HomeRegion: 'eu-central-1', IsMultiRegionTrail: true},
    ])
    expect(await described({includeShadowTrails: false})).toEqual([])
    expect(await described({trailNameList: ['other']})).toEqual([])
    const status = (Name: string) => cloudtrail.send(new GetTrailStatusCommand({Name}))
    expect((await status(arn)).IsLogging).toBe(true)
    await expect(status('all')).rejects.toMatchObject({name: 'TrailNotFoundException'})
  })

  it('go with the sandbox into its snapshot', async () => {
    const before = bench.sandbox.snapshot()
    addTrail()
    bench.sandbox.restore(before)
    const cloudtrail = new CloudTrailClient(bench.sandbox.config)
    expect((await cloudtrail.send(new DescribeTrailsCommand())).trailList).toEqual([])
  })
})
