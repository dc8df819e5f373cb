import * as fc from 'fast-check'
import {deserialize, serialize} from 'node:v8'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {idOf, sequenceOf} from '../../../src/lib/sandbox/services/cloudtrail/event-ids.ts'
import type {TestSandbox} from '../../support/sandbox.ts'
import {home, region, secretArn, start, startTrailSandbox, TrailReader} from './lookup-support.ts'

const day = 86_400_000

describe('a trail with a million reads', () => {
  let sandbox: TestSandbox
  let trail: TrailReader
  beforeEach(async () => {
    sandbox = await startTrailSandbox()
    trail = new TrailReader(sandbox)
  })
  afterEach(() => sandbox.stop())

  const failed = (eventName = 'RotationFailed') =>
    sandbox.world.trail.service({accountId: home, region, eventName, requestId: 'r', secretArn})
  const seedMillion = () =>
    sandbox.trail.seedReads({
      count: 1_000_000,
      from: start - day,
      to: start,
      secretArns: Array.from({length: 100}, (_, index) => secretArn.replace('db', `db${index}`)),
    })

  it('holds them in tens of megabytes', () => {
    const before = process.memoryUsage()
    seedMillion()
    const after = process.memoryUsage()
    const used = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed
    expect(used / 2 ** 20).toBeLessThan(80)
  })

  it('answers by name without walking through them, in both directions', async () => {
    failed()
    seedMillion()
    const started = performance.now()
    expect(await trail.by('EventName', 'RotationFailed')).toHaveLength(1)
    expect(performance.now() - started).toBeLessThan(1000)
    const page = await trail.by('EventName', 'GetSecretValue')
    expect(page).toHaveLength(50)
    expect(page[0]).toMatchObject({Username: 'reader', ReadOnly: 'true'})
    expect(JSON.parse(page[0]?.CloudTrailEvent ?? '')).toMatchObject({
      userIdentity: {type: 'AssumedRole', sessionContext: {sessionIssuer: {userName: 'application'}}},
      requestParameters: {secretId: secretArn.replace('db', 'db99')},
    })
  })

  it('finds the one event among them, but needs twenty thousand pages to list what shares its source', async () => {
    seedMillion()
    failed()
    const bySource = {
      LookupAttributes: [{AttributeKey: 'EventSource' as const, AttributeValue: 'secretsmanager.amazonaws.com'}],
    }
    const {Events, NextToken} = await trail.lookup(bySource)
    expect(Events?.map(({EventName}) => EventName)).toEqual([
      'RotationFailed',
      ...Array<string>(49).fill('GetSecretValue'),
    ])
    expect(NextToken).toEqual(expect.any(String))
    expect(await trail.by('ResourceName', secretArn.replace('db', 'db7'))).toHaveLength(50)
    expect(await trail.by('ReadOnly', 'false')).toHaveLength(1)
  })

  it('refuses reads of several places', () => {
    const secretArns = [secretArn, secretArn.replace(region, 'us-west-2')]
    expect(() => sandbox.trail.seedReads({count: 1, from: 0, to: 1, secretArns})).toThrow('one account and region')
  })
})

describe('a snapshot of the trail', () => {
  let sandbox: TestSandbox
  let trail: TrailReader
  beforeEach(async () => {
    sandbox = await startTrailSandbox()
    trail = new TrailReader(sandbox)
  })
  afterEach(() => sandbox.stop())

  const write = (...names: string[]) => {
    for (const requestId of names) {
      sandbox.world.trail.service({accountId: home, region, eventName: 'RotationStarted', requestId, secretArn})
    }
  }
  const written = async () => (await trail.records('RotationStarted')).map(record => record['requestID']).reverse()

  it('stays what it was, whatever is written after it and after others were put back', async () => {
    write('a', 'b')
    const early = sandbox.snapshot()
    write('c', 'd')
    const late = sandbox.snapshot()
    sandbox.restore(early)
    expect(await written()).toEqual(['a', 'b'])
    write('x', 'y', 'z')
    expect(await written()).toEqual(['a', 'b', 'x', 'y', 'z'])
    sandbox.restore(late)
    expect(await written()).toEqual(['a', 'b', 'c', 'd'])
    sandbox.restore(early)
    expect(await written()).toEqual(['a', 'b'])
  })

  it('survives being written to disk and read by another sandbox', async () => {
    write('a')
    await trail.read()
    const [event] = await trail.by('EventName', 'GetSecretValue')
    const bytes = serialize(sandbox.snapshot())
    const other = await startTrailSandbox({seed: 2, credentials: sandbox.credentials})
    other.restore(deserialize(bytes) as ReturnType<TestSandbox['snapshot']>)
    const reader = new TrailReader(other)
    expect(await reader.by('EventName', 'GetSecretValue')).toEqual([event])
    await reader.read()
    expect(await reader.by('EventName', 'GetSecretValue')).toHaveLength(2)
    expect(await reader.by('EventId', event?.EventId ?? '')).toEqual([event])
    await other.stop()
  })
})

describe('ids of events', () => {
  const number = fc.integer({min: 0, max: 2 ** 32 - 1})
  it('lead back to the number they were made of', () => {
    fc.assert(
      fc.property(number, number, (sequence, key) => {
        expect(sequenceOf(idOf(sequence, key), key)).toBe(sequence)
      }),
    )
  })

  it('of another key, or made up, lead nowhere', () => {
    fc.assert(
      fc.property(number, number, number, (sequence, key, other) => {
        fc.pre(key !== other)
        expect(sequenceOf(idOf(sequence, key), other)).toBeUndefined()
      }),
    )
    expect(sequenceOf('not an id', 1)).toBeUndefined()
  })
})
