import {GetSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {DAY, FUNCTION_ARN, HOUR, startBench, type Bench} from './support/bench.ts'
import {raw} from './support/raw.ts'
import {tokenOf} from './support/secrets.ts'
import {templateHandler} from './support/template.ts'

let bench: Bench

beforeEach(async () => {
  bench = await startBench()
})

afterEach(() => bench.sandbox.stop())

const CANNOT_INVOKE = {
  name: 'AccessDeniedException',
  message:
    'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the ' +
    'principal secretsmanager.amazonaws.com.',
}
const INCOMPLETE = {
  name: 'InvalidRequestException',
  message: "A previous rotation isn't complete. That rotation will be reattempted.",
}

describe('conformance 8: a function that Secrets Manager cannot invoke', () => {
  it.each(['missing', 'no'] as const)('is refused in the same words, and nothing is stored: %s', async permission => {
    await bench.secret.create('v1')
    bench.functions.permission = permission
    await expect(bench.rotate('t1')).rejects.toMatchObject(CANNOT_INVOKE)
    const description = await bench.secret.describe()
    expect(Object.keys(description).filter(member => /Rotat/.test(member))).toEqual([])
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT']})
  })

  it('keeps the former configuration when the permission was taken away later', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1')
    bench.functions.permission = 'no'
    const rules = {RotationRules: {AutomaticallyAfterDays: 7}}
    await expect(bench.rotate('t2', rules)).rejects.toMatchObject(CANNOT_INVOKE)
    expect((await bench.secret.describe()).RotationRules).toEqual({AutomaticallyAfterDays: 30})
  })
})

describe('conformance 9: a rotation of a secret without a value, by a broken function', () => {
  beforeEach(async () => {
    await bench.secret.create()
    bench.functions.handler = templateHandler()
    await bench.rotated('t1')
  })

  it('is accepted, and leaves an empty pending version', async () => {
    expect(await bench.secret.describe()).toMatchObject({RotationEnabled: true, RotationLambdaARN: FUNCTION_ARN})
    expect(await bench.secret.labels()).toEqual({t1: ['AWSPENDING']})
    await expect(bench.secret.value({label: 'AWSPENDING'})).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
    })
    await expect(bench.secret.value({version: 't1'})).rejects.toMatchObject({
      message: `Secrets Manager can't find the specified secret value for VersionId: ${tokenOf('t1')}`,
    })
  })

  it.each([true, false])('keeps even the schedule from being changed (at once: %s)', async RotateImmediately => {
    const change = {RotationRules: {ScheduleExpression: 'rate(10 days)'}, RotateImmediately}
    await expect(bench.rotate('t2', change)).rejects.toMatchObject(INCOMPLETE)
    expect((await bench.secret.describe()).RotationRules).toEqual({AutomaticallyAfterDays: 30})
  })

  it('is cleared by a first value, and then the schedule can be changed', async () => {
    await bench.secret.put('v1')
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT']})
    expect((await bench.secret.versions(true)).Versions).toHaveLength(1)
    await bench.rotated('t2', {RotationRules: {ScheduleExpression: 'rate(10 days)'}, RotateImmediately: false})
    expect((await bench.secret.describe()).RotationRules).toEqual({
      AutomaticallyAfterDays: 10,
      ScheduleExpression: 'rate(10 days)',
    })
  })

  it('is cleared by CancelRotateSecret, and then the schedule can be changed', async () => {
    expect(await bench.cancel()).toBe(tokenOf('t1'))
    expect(await bench.secret.labels()).toBeUndefined()
    expect((await bench.secret.versions(true)).Versions).toEqual([])
    await bench.rotate('t2', {RotationRules: {ScheduleExpression: 'rate(10 days)'}})
  })
})

describe('what RotateSecret checks first', () => {
  it('wants a function when none is stored', async () => {
    await bench.secret.create('v1')
    await expect(bench.rotate('t1', {RotationLambdaARN: undefined})).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'No Lambda rotation function ARN is associated with this secret.',
    })
  })

  it('reads the rules before it looks for the secret', async () => {
    const both = {RotationRules: {AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(1 day)'}}
    await expect(bench.rotate('t1', both)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'You cannot specify both rotation frequency and schedule expression together.',
    })
  })

  it('looks whether it can invoke before it looks for a pending version', async () => {
    await bench.secret.create('v1')
    await bench.secret.put('v2', ['AWSPENDING'])
    bench.functions.permission = 'no'
    await expect(bench.rotate('t1')).rejects.toMatchObject(CANNOT_INVOKE)
    bench.functions.permission = 'yes'
    await expect(bench.rotate('t1')).rejects.toMatchObject(INCOMPLETE)
  })

  it('goes ahead when AWSPENDING lies on the current version', async () => {
    await bench.secret.create('v1')
    await bench.secret.put('v2', ['AWSPENDING'])
    await bench.secret.move('AWSCURRENT', {from: 'v1', to: 'v2'})
    await bench.rotate('t1')
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'], t1: ['AWSPENDING']})
  })

  it('answers the same token again without a second rotation', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1')
    expect(await bench.rotate('t1')).toBe(tokenOf('t1'))
    await bench.rotated('t2', {RotateImmediately: false})
    await bench.rotated('t2', {RotateImmediately: false})
    expect(bench.functions.steps()).toBe('createSecret setSecret testSecret finishSecret testSecret')
  })

  it('can want lambda:InvokeFunction of the caller too', async () => {
    const strict = await startBench({switches: {rotateChecksCallerInvoke: true}})
    await strict.secret.create('v1')
    const key = strict.sandbox.iam.addUser({
      accountId: strict.sandbox.accountId,
      userName: 'operator',
      policies: {secrets: policy('secretsmanager:*')},
    })
    const input = {SecretId: strict.secret.id, ClientRequestToken: tokenOf('t1'), RotationLambdaARN: FUNCTION_ARN}
    await expect(rotateAs(strict, key, input)).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message: expect.stringContaining(`lambda:InvokeFunction on resource: ${FUNCTION_ARN}`),
    })
    await expect(rotateAs(bench, await operatorOf(bench), {...input, SecretId: 'nobody'})).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
    await strict.sandbox.stop()
  })
})

describe('the condition key secretsmanager:resource/AllowRotationLambdaArn', () => {
  it('lets a policy speak of the secrets that one function rotates', async () => {
    await bench.secret.create('v1')
    const Condition = {StringEquals: {'secretsmanager:resource/AllowRotationLambdaArn': FUNCTION_ARN}}
    const statement = {Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: '*', Condition}
    const {accessKeyId} = bench.sandbox.iam.addUser({
      accountId: bench.sandbox.accountId,
      userName: 'rotator',
      policies: {it: {Version: '2012-10-17', Statement: [statement]}},
    })
    const look = () =>
      bench.sandbox.call('secretsmanager', 'DescribeSecret', {SecretId: bench.secret.id}, {accessKeyId})
    await expect(look()).rejects.toMatchObject({code: 'AccessDeniedException'})
    await bench.rotate('t1')
    await expect(look()).resolves.toMatchObject({RotationEnabled: true})
  })
})

describe('CancelRotateSecret', () => {
  it('switches rotation off and keeps the configuration visible', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1')
    await bench.cancel()
    const description = await bench.secret.describe()
    expect(description).toMatchObject({
      RotationEnabled: false,
      RotationLambdaARN: FUNCTION_ARN,
      RotationRules: {AutomaticallyAfterDays: 30},
    })
    expect(description).not.toHaveProperty('NextRotationDate')
    await bench.pass(60 * DAY)
    expect(bench.functions.events).toHaveLength(4)
  })

  it('stops a rotation under way and leaves a pending version that has a value', async () => {
    await bench.secret.create('v1')
    const template = templateHandler()
    bench.functions.handler = async (event, client) => {
      await template(event, client)
      if (event.Step === 'createSecret') await bench.cancel()
    }
    await bench.rotated('t1')
    await bench.pass(HOUR)
    expect(bench.functions.steps()).toBe('createSecret')
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT'], t1: ['AWSPENDING']})
    expect(bench.told()).toEqual(['RotationStarted t1'])
    await expect(bench.rotate('t2')).rejects.toMatchObject(INCOMPLETE)
  })

  it('can leave an empty pending version, too', async () => {
    const other = await startBench({switches: {cancelRemovesEmptyPending: false}})
    await other.secret.create('v1')
    await other.rotate('t1')
    await other.cancel()
    expect(await other.secret.labels()).toEqual({v1: ['AWSCURRENT'], t1: ['AWSPENDING']})
    await other.sandbox.stop()
  })

  it('changes nothing about a secret that never rotated', async () => {
    await bench.secret.create('v1')
    expect(await bench.cancel()).toBeUndefined()
    expect(await bench.secret.describe()).not.toHaveProperty('RotationEnabled')
  })

  it('is undone by a RotateSecret without parameters', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1')
    await bench.cancel()
    await bench.rotated('t2', {RotationLambdaARN: undefined, RotationRules: undefined, RotateImmediately: false})
    expect(await bench.secret.describe()).toMatchObject({
      RotationEnabled: true,
      NextRotationDate: new Date('2026-12-02T23:59:59Z'),
    })
  })
})

describe('a rotation restarted by hand', () => {
  it('replaces the one that waits for its retry, once AWSPENDING was taken off', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = () => Promise.reject(new Error('no'))
    await bench.rotated('t1')
    await bench.secret.move('AWSPENDING', {from: 't1'})
    bench.functions.handler = templateHandler()
    await bench.rotated('t2')
    await bench.pass(HOUR)
    expect(bench.told()).toEqual([
      'RotationStarted t1',
      'RotationFailed t1',
      'RotationStarted t2',
      'RotationSucceeded t2',
    ])
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], t2: ['AWSCURRENT']})
  })

  it('does not let a retry bring back what was dropped', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = () => Promise.reject(new Error('no'))
    await bench.rotated('t1')
    await bench.secret.move('AWSPENDING', {from: 't1'})
    await bench.pass(HOUR)
    expect(bench.functions.events).toHaveLength(1)
  })

  it('takes a promoted version for a success', async () => {
    await bench.secret.create('v1')
    const template = templateHandler()
    bench.functions.handler = async (event, client) => {
      if (event.Step === 'finishSecret') throw new Error('no')
      await template(event, client)
    }
    await bench.rotated('t1')
    await bench.secret.move('AWSCURRENT', {from: 'v1', to: 't1'})
    bench.functions.handler = template
    await bench.rotated('t2')
    expect(bench.told()).toEqual([
      'RotationStarted t1',
      'RotationFailed t1',
      'RotationSucceeded t1',
      'RotationStarted t2',
      'RotationSucceeded t2',
    ])
  })
})

describe('a changed schedule', () => {
  const rateOf = (days: number) => ({
    RotationRules: {ScheduleExpression: `rate(${days} days)`},
    RotateImmediately: false,
  })

  beforeEach(async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1', {RotationRules: {AutomaticallyAfterDays: 2}})
  })

  it('lets a rotation that is planned already go ahead under a rate', async () => {
    await bench.rotated('t2', rateOf(20))
    expect((await bench.secret.describe()).NextRotationDate).toEqual(new Date('2026-11-22T23:59:59Z'))
    await bench.pass(3 * DAY)
    expect(bench.functions.events).toHaveLength(4 + 1 + 4)
  })

  it('does not under a cron', async () => {
    await bench.rotated('t2', {RotationRules: {ScheduleExpression: 'cron(0 8 20 * ? *)'}, RotateImmediately: false})
    await bench.pass(3 * DAY)
    expect(bench.functions.events).toHaveLength(4 + 1)
    await bench.pass(16 * DAY)
    expect(bench.functions.events).toHaveLength(4 + 1 + 4)
  })
})

describe('a secret of an AWS service', () => {
  const seed = () =>
    bench.sandbox.seedServiceOwnedSecret({
      accountId: bench.sandbox.accountId,
      region: bench.sandbox.region,
      name: 'rds!cluster-1',
      owningService: 'rds',
      value: '{"username":"admin","password":"old"}',
      rules: {AutomaticallyAfterDays: 7},
    })
  const MANAGED = {
    __type: 'InvalidRequestException',
    Message: 'This secret is managed by an AWS service, and you must use that service to update it.',
  }

  it('names its owner, has its tag, and rotates without a function', async () => {
    const SecretId = seed()
    const {body} = await raw(bench.sandbox, 'DescribeSecret', {SecretId})
    expect(body).toMatchObject({
      OwningService: 'rds',
      Tags: [{Key: 'aws:secretsmanager:owningService', Value: 'rds'}],
      RotationEnabled: true,
    })
    expect(body).not.toHaveProperty('RotationLambdaARN')
    await raw(bench.sandbox, 'RotateSecret', {SecretId, ClientRequestToken: tokenOf('t1')})
    await bench.sandbox.clock.idle()
    const value = await bench.secret.client.send(new GetSecretValueCommand({SecretId}))
    const {username, password} = JSON.parse(value.SecretString!) as Record<string, string>
    expect([username, password === 'old', password?.length]).toEqual(['admin', false, 32])
    expect(value.VersionId).toBe(tokenOf('t1'))
    expect(bench.told()).toEqual(['RotationStarted t1', 'RotationSucceeded t1'])
    expect(bench.functions.events).toHaveLength(0)
  })

  it.each([
    ['PutSecretValue', {ClientRequestToken: tokenOf('t1'), SecretString: 'x'}],
    ['UpdateSecret', {ClientRequestToken: tokenOf('t1'), Description: 'x'}],
    ['DeleteSecret', {}],
    ['UpdateSecretVersionStage', {VersionStage: 'X', MoveToVersionId: tokenOf('t1')}],
    ['RotateSecret', {ClientRequestToken: tokenOf('t1'), RotationLambdaARN: FUNCTION_ARN}],
  ])('refuses %s to others', async (operation, input) => {
    expect(await raw(bench.sandbox, operation, {SecretId: seed(), ...input})).toEqual({status: 400, body: MANAGED})
  })

  it('lets its schedule be changed and its rotation be cancelled', async () => {
    const SecretId = seed()
    const rules = {
      ClientRequestToken: tokenOf('t1'),
      RotationRules: {AutomaticallyAfterDays: 9},
      RotateImmediately: false,
    }
    expect((await raw(bench.sandbox, 'RotateSecret', {SecretId, ...rules})).status).toBe(200)
    expect((await raw(bench.sandbox, 'CancelRotateSecret', {SecretId})).status).toBe(200)
    expect((await raw(bench.sandbox, 'DescribeSecret', {SecretId})).body).toMatchObject({
      RotationEnabled: false,
      RotationRules: {AutomaticallyAfterDays: 9},
    })
  })
})

describe('a managed external secret', () => {
  const roleArn = 'arn:aws:iam::111122223333:role/partner'
  const create = () =>
    raw(bench.sandbox, 'CreateSecret', {
      Name: 'partner',
      ClientRequestToken: tokenOf('v1'),
      SecretString: 'x',
      Type: 'DatadogApiKey',
    })
  const rotate = (input: object) =>
    raw(bench.sandbox, 'RotateSecret', {SecretId: 'partner', ClientRequestToken: tokenOf('t1'), ...input})
  const metadata = [{Key: 'site', Value: 'eu'}]

  it('is rotated through a role', async () => {
    bench.sandbox.iam.addRole({accountId: bench.sandbox.accountId, roleName: 'partner'})
    await create()
    const input = {ExternalSecretRotationRoleArn: roleArn, ExternalSecretRotationMetadata: metadata}
    expect((await rotate(input)).status).toBe(200)
    await bench.sandbox.clock.idle()
    expect((await raw(bench.sandbox, 'DescribeSecret', {SecretId: 'partner'})).body).toMatchObject({
      Type: 'DatadogApiKey',
      ExternalSecretRotationRoleArn: roleArn,
      ExternalSecretRotationMetadata: metadata,
      VersionIdsToStages: {[tokenOf('t1')]: ['AWSPENDING', 'AWSCURRENT'], [tokenOf('v1')]: ['AWSPREVIOUS']},
    })
  })

  it('needs a role that can be assumed', async () => {
    await create()
    expect((await rotate({})).body).toMatchObject({__type: 'InvalidRequestException'})
    expect((await rotate({ExternalSecretRotationRoleArn: roleArn})).body).toEqual({
      __type: 'InvalidRequestException',
      Message: `Secrets Manager is unable to assume role ${roleArn}`,
    })
  })
})

function policy(action: string): object {
  return {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: action, Resource: '*'}]}
}

async function operatorOf(bench: Bench) {
  await bench.secret.create('v1')
  const {accountId} = bench.sandbox
  return bench.sandbox.iam.addUser({accountId, userName: 'operator', policies: {secrets: policy('secretsmanager:*')}})
}

function rotateAs(bench: Bench, key: {accessKeyId: string}, input: Record<string, unknown>): Promise<unknown> {
  return bench.sandbox.call('secretsmanager', 'RotateSecret', input, {accessKeyId: key.accessKeyId})
}
