import {DescribeSecretCommand, GetSecretValueCommand} from '@aws-sdk/client-secrets-manager'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {DAY, startBench, type Bench} from './support/bench.ts'
import {shortOf, tokenOf} from './support/secrets.ts'
import {templateHandler, TestTarget} from './support/template.ts'

let bench: Bench

beforeEach(async () => {
  bench = await startBench()
})

afterEach(() => bench.sandbox.stop())

describe('conformance 10: what each step sees', () => {
  it('finds the token pending and without a value at createSecret, with a value from then on', async () => {
    await bench.secret.create('v1')
    const seen: string[] = []
    const template = templateHandler()
    bench.functions.handler = async (event, client) => {
      const {VersionIdsToStages: stages = {}} = await client.send(new DescribeSecretCommand({SecretId: event.SecretId}))
      const value = await client
        .send(new GetSecretValueCommand({SecretId: event.SecretId, VersionId: event.ClientRequestToken}))
        .then(
          answer => answer.SecretString,
          (error: Error) => error.name,
        )
      const current = Object.keys(stages).find(id => stages[id]!.includes('AWSCURRENT'))
      seen.push(`${event.Step}: ${stages[event.ClientRequestToken]?.join()} ${value}, current ${shortOf(current!)}`)
      await template(event, client)
    }
    await bench.rotated('t1')
    expect(seen).toEqual([
      'createSecret: AWSPENDING ResourceNotFoundException, current v1',
      'setSecret: AWSPENDING rotated 1, current v1',
      'testSecret: AWSPENDING rotated 1, current v1',
      'finishSecret: AWSPENDING rotated 1, current v1',
    ])
  })

  it('gets the full ARN, the token as version id and a RotationToken', async () => {
    const arn = await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1')
    expect(bench.functions.events[0]).toEqual({
      Step: 'createSecret',
      SecretId: arn,
      ClientRequestToken: tokenOf('t1'),
      RotationToken: expect.stringMatching(/^[a-zA-Z0-9-]{36,256}$/),
    })
  })

  it('answers RotateSecret before the first step begins', async () => {
    await bench.secret.create('v1')
    await bench.rotate('t1')
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT'], t1: ['AWSPENDING']})
  })

  it('keeps AWSPENDING on the promoted version at first and takes it off a little later', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1')
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], t1: ['AWSCURRENT', 'AWSPENDING']})
    await bench.pass(2_000)
    expect(await bench.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], t1: ['AWSCURRENT']})
  })

  it('leaves AWSPENDING alone when the version was rolled back before it was taken off', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1')
    await bench.secret.move('AWSCURRENT', {from: 't1', to: 'v1'})
    await bench.pass(2_000)
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT'], t1: ['AWSPENDING', 'AWSPREVIOUS']})
  })

  it('can leave AWSPENDING on the promoted version for good', async () => {
    const other = await startBench({switches: {pendingCleanup: false}})
    await other.secret.create('v1')
    other.functions.handler = templateHandler()
    await other.rotated('t1')
    await other.pass(DAY)
    expect(await other.secret.labels()).toEqual({v1: ['AWSPREVIOUS'], t1: ['AWSCURRENT', 'AWSPENDING']})
    await other.sandbox.stop()
  })

  it('dates the success: last rotated, last changed, and the end of the day thirty days on', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = templateHandler()
    await bench.rotated('t1')
    expect(await bench.secret.describe()).toMatchObject({
      RotationEnabled: true,
      RotationRules: {AutomaticallyAfterDays: 30},
      LastRotatedDate: new Date('2026-11-02T10:00:00Z'),
      LastChangedDate: new Date('2026-11-02T10:00:00Z'),
      NextRotationDate: new Date('2026-12-02T23:59:59Z'),
    })
  })
})

describe('a rotation whose steps take their time', () => {
  it('does one step after each delay, and carries on from a snapshot in between', async () => {
    const slow = await startBench({switches: {stepDelayMs: 10_000}})
    await slow.secret.create('v1')
    slow.functions.handler = templateHandler()
    await slow.rotated('t1')
    expect(slow.functions.steps()).toBe('')
    await slow.pass(20_000)
    expect(slow.functions.steps()).toBe('createSecret setSecret')
    const saved = slow.sandbox.snapshot()
    await slow.pass(20_000)
    expect(slow.functions.steps()).toBe('createSecret setSecret testSecret finishSecret')
    slow.sandbox.restore(saved)
    await slow.pass(20_000)
    expect(slow.functions.steps()).toBe('createSecret setSecret testSecret finishSecret testSecret finishSecret')
    await slow.sandbox.stop()
  })
})

describe('conformance 11: RotateImmediately=false', () => {
  it('invokes testSecret once, on a copy of the value, and leaves nothing', async () => {
    await bench.secret.create('v1', 'the value')
    const seen: unknown[] = []
    bench.functions.handler = async (event, client) => {
      const pending = await client.send(
        new GetSecretValueCommand({SecretId: event.SecretId, VersionStage: 'AWSPENDING'}),
      )
      seen.push(event.Step, pending.SecretString, shortOf(pending.VersionId!))
    }
    await bench.rotated('t1', {RotateImmediately: false})
    expect(seen).toEqual(['testSecret', 'the value', 't1'])
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT']})
    expect((await bench.secret.versions(true)).Versions).toHaveLength(1)
    expect(bench.told()).toEqual(['TestRotationStarted t1', 'TestRotationSucceeded t1'])
  })

  it('keeps the configuration when the test fails, and says so in the trail', async () => {
    await bench.secret.create('v1')
    bench.functions.handler = () => Promise.reject(new Error('no'))
    await bench.rotated('t1', {RotateImmediately: false})
    expect(await bench.secret.describe()).toMatchObject({RotationEnabled: true, VersionIdsToStages: expect.anything()})
    expect(await bench.secret.labels()).toEqual({v1: ['AWSCURRENT']})
    expect(bench.told()).toEqual(['TestRotationStarted t1', 'TestRotationFailed t1'])
    expect(bench.functions.steps()).toBe('testSecret')
  })

  it('can leave the copy of a failed test pending', async () => {
    const other = await startBench({switches: {testRotationLeavesPending: true}})
    await other.secret.create('v1')
    other.functions.handler = () => Promise.reject(new Error('no'))
    await other.rotated('t1', {RotateImmediately: false})
    expect(await other.secret.labels()).toEqual({v1: ['AWSCURRENT'], t1: ['AWSPENDING']})
    await other.sandbox.stop()
  })
})

describe('conformance 12: two rotations in a row', () => {
  it('chains AWSPREVIOUS from value to value', async () => {
    await bench.secret.create('v1')
    const target = new TestTarget()
    bench.functions.handler = templateHandler({target})
    await bench.rotated('t1')
    await bench.pass(2_000)
    await bench.rotated('t2', {RotationLambdaARN: undefined, RotationRules: undefined})
    await bench.pass(2_000)
    expect(await bench.secret.labels()).toEqual({t1: ['AWSPREVIOUS'], t2: ['AWSCURRENT']})
    expect(target.accepted).toBe('rotated 2')
    expect(await bench.secret.value()).toBe('rotated 2')
    expect(bench.told()).toEqual([
      'RotationStarted t1',
      'RotationSucceeded t1',
      'RotationStarted t2',
      'RotationSucceeded t2',
    ])
  })
})
