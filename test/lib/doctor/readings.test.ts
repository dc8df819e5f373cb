import {describe, expect, it} from 'vitest'
import {type EventFacts, type Fact, known, unknown} from '../../../src/lib/doctor/facts.ts'
import {rotationEventNames} from '../../../src/lib/history/events.ts'
import {mayInvoke, statementIds} from '../../../src/lib/doctor/readings/invoke-permission.ts'
import {makerOf} from '../../../src/lib/doctor/readings/maker.ts'
import {runningOf, type RunningInput} from '../../../src/lib/doctor/readings/running.ts'
import {valueByEvents} from '../../../src/lib/doctor/readings/value.ts'
import {ARN, CURRENT, DAY, MINUTE, NOW, PENDING} from './support/facts.ts'
import {anEvent, anInvocation, withEvents, withLog} from './support/history.ts'

const pending = {versionId: PENDING, labels: ['AWSPENDING'], createdAt: NOW - 41 * MINUTE}
const current = {versionId: CURRENT, createdAt: NOW - 30 * DAY}
const ROLE = 'arn:aws:iam::111122223333:role/orders-db-rotation'
const unasked: Fact<EventFacts> = known({events: [], names: ['RotationFailed'], since: 0, readAt: NOW})
const write = anEvent('PutSecretValue', {caller: {roleArn: ROLE}})

describe('the value of a version, by the trail', () => {
  it('is empty where a complete trail shows no write', () => {
    expect(valueByEvents(withEvents([]), pending)).toMatchObject({value: 'empty'})
  })

  it('is unread where the trail shows a write, and the action that would tell is named', () => {
    expect(valueByEvents(withEvents([write]), pending)).toMatchObject({
      kind: 'unknown',
      action: 'secretsmanager:GetSecretValue',
    })
  })

  it.each([
    ['holds AWSCURRENT', {labels: ['AWSCURRENT']}],
    ['held AWSCURRENT before', {labels: ['AWSPREVIOUS']}],
    ['was read once', {labels: [], lastAccessedAt: NOW - DAY}],
  ])('is not called empty where the version %s: CreateSecret may have stored it', (_, facts) => {
    expect(valueByEvents(withEvents([]), {versionId: CURRENT, createdAt: NOW - 30 * DAY, ...facts})).toMatchObject({
      kind: 'unknown',
      reason: 'it is stored and was not read (--read-values)',
    })
  })

  it.each([
    ['a refused write', withEvents([{...write, errorCode: 'AccessDenied'}]), 'known'],
    ['a write of another version', withEvents([{...write, versionId: CURRENT}]), 'known'],
    [
      'a trail that starts later',
      known({events: [], names: rotationEventNames, since: NOW - MINUTE, readAt: NOW}),
      'unknown',
    ],
    [
      'a trail that may be late',
      known({events: [], names: rotationEventNames, since: NOW - DAY, readAt: pending.createdAt + 14 * MINUTE}),
      'unknown',
    ],
    ['a trail that was not asked about writes', unasked, 'unknown'],
    ['no trail', unknown('denied', 'cloudtrail:LookupEvents'), 'unknown'],
  ] as const)('with %s it is %s', (_, events, kind) => {
    expect(valueByEvents(events, pending).kind).toBe(kind)
  })
})

describe('who made a version', () => {
  const maker = (events: ReturnType<typeof withEvents>, role: string | undefined = ROLE) =>
    makerOf(events, role, pending, current)

  it('is the function when its role wrote it after AWSCURRENT was written', () => {
    expect(maker(withEvents([write]))).toMatchObject({value: 'fn'})
  })

  it('is somebody else: another role, AWS’s own words, or a version older than AWSCURRENT', () => {
    expect(maker(withEvents([{...write, caller: {roleArn: 'arn:aws:iam::111122223333:role/other'}}]))).toMatchObject({
      value: 'other',
    })
    const told = anEvent('RotationFailed', {errorMessage: 'Pending secret version x was not created by Lambda y'})
    expect(maker(withEvents([told, write]))).toMatchObject({value: 'other'})
    expect(makerOf(withEvents([write]), ROLE, {...pending, createdAt: NOW - 90 * DAY}, current)).toMatchObject({
      value: 'other',
    })
  })

  it('is nobody in a complete trail without a write', () => {
    expect(maker(withEvents([]))).toMatchObject({value: 'nobody'})
  })

  it('is unknown without a trace, without a trail, or without the role', () => {
    expect(maker(known({events: [], names: rotationEventNames, since: NOW - MINUTE, readAt: NOW})).kind).toBe('unknown')
    expect(makerOf(unknown('denied'), ROLE, pending, current).kind).toBe('unknown')
    expect(makerOf(withEvents([write]), undefined, pending, current).kind).toBe('unknown')
  })
})

describe('whether a step runs', () => {
  const input: RunningInput = {
    now: NOW,
    description: {
      arn: ARN,
      name: 'a',
      rotationEnabled: true,
      lastChangedAt: NOW - 41 * MINUTE,
      tags: {},
      staging: new Map(),
    },
    events: withEvents([anEvent('RotationFailed', {at: NOW - 30 * MINUTE})]),
    log: withLog([anInvocation({at: NOW - 30 * MINUTE})]),
    functionTimeoutMs: 30_000,
    consumersDownPendingLive: false,
    assumeIdle: false,
  }

  it('is no after an ending and its time, with the event and the last log line as proof', () => {
    const running = runningOf(input)
    expect(running.value).toBe('no')
    expect(running.proof.map(proof => proof.text)).toEqual(['RotationFailed', 'no log line since'])
  })

  it('is yes within four time limits and a quarter of an hour, and says until when', () => {
    const events = withEvents([anEvent('RotationFailed', {at: NOW - 10 * MINUTE})])
    expect(runningOf({...input, events})).toMatchObject({value: 'yes', until: NOW - 10 * MINUTE + 17 * MINUTE})
  })

  it('is a question mark when only the beginning is known and its time has passed', () => {
    const events = withEvents([anEvent('RotationStarted', {at: NOW - 40 * MINUTE})])
    expect(runningOf({...input, events}).value).toBe('?')
  })

  it('names the actions that would tell', () => {
    const running = runningOf({
      ...input,
      events: unknown('no', 'cloudtrail:LookupEvents'),
      log: unknown('no', 'logs:FilterLogEvents'),
    })
    expect(running).toMatchObject({value: '?', actions: ['cloudtrail:LookupEvents', 'logs:FilterLogEvents']})
  })

  it('is a question mark in place of a late yes while consumers are down, the pending value works and the log is silent', () => {
    const events = withEvents([anEvent('RotationFailed', {at: NOW - 10 * MINUTE})])
    const late = {...input, events, consumersDownPendingLive: true}
    expect(runningOf(late).value).toBe('?')
    expect(runningOf({...late, log: withLog([anInvocation({at: NOW - 1000})])}).value).toBe('yes')
    expect(runningOf({...late, log: unknown('denied', 'logs:FilterLogEvents')}).value).toBe('yes')
    const silent = known({invocations: [], platformLines: false, since: 0, readAt: NOW})
    expect(runningOf({...late, log: silent}).value).toBe('yes')
  })

  it('is no where somebody says so and nothing else tells, never against a sign', () => {
    const events = unknown('denied', 'cloudtrail:LookupEvents')
    expect(runningOf({...input, events, assumeIdle: true})).toMatchObject({value: 'no', attested: true})
    const recent = {...input.description, lastChangedAt: NOW - MINUTE}
    expect(runningOf({...input, description: recent, assumeIdle: true}).value).toBe('yes')
  })

  it('takes no sign from lines of a shared function that name no secret', () => {
    const log = withLog([anInvocation({at: NOW - 1000, belongsToSecret: false})])
    expect(runningOf({...input, log}).value).toBe('no')
  })
})

describe('whether Secrets Manager may invoke a function', () => {
  const question = {secretArn: ARN, account: '111122223333'}
  const allow = {
    Sid: 's1',
    Effect: 'Allow',
    Principal: {Service: 'secretsmanager.amazonaws.com'},
    Action: 'lambda:InvokeFunction',
    Resource: '*',
  }

  it.each([
    ['a plain statement', allow, true],
    ['the right account', {...allow, Condition: {StringEquals: {'AWS:SourceAccount': '111122223333'}}}, true],
    ['another account', {...allow, Condition: {StringEquals: {'AWS:SourceAccount': '999900001111'}}}, false],
    ['the secret by a pattern', {...allow, Condition: {ArnLike: {'AWS:SourceArn': `${ARN.slice(0, -7)}*`}}}, true],
    [
      'another secret',
      {...allow, Condition: {ArnLike: {'AWS:SourceArn': 'arn:aws:secretsmanager:*:*:secret:other-*'}}},
      false,
    ],
    ['a condition nobody knows', {...allow, Condition: {Bool: {'aws:SecureTransport': 'true'}}}, false],
    ['another service', {...allow, Principal: {Service: 'events.amazonaws.com'}}, false],
    ['another action', {...allow, Action: 'lambda:GetFunction'}, false],
    ['all actions', {...allow, Action: ['lambda:*']}, true],
  ])('with %s: %s', (_, statement, expected) => {
    expect(mayInvoke([statement], question)).toBe(expected)
  })

  it('is no where a statement denies it, also under a condition nobody knows', () => {
    expect(mayInvoke([allow, {...allow, Effect: 'Deny'}], question)).toBe(false)
    expect(mayInvoke([allow, {...allow, Effect: 'Deny', Condition: {Bool: {'x:y': 'true'}}}], question)).toBe(false)
    expect(statementIds([allow, {}, 'x'])).toEqual(['s1'])
  })
})
