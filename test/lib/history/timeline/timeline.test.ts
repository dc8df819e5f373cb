import {describe, expect, it} from 'vitest'
import type {RotationEvent, RotationEventName} from '../../../../src/lib/history/events.ts'
import type {Invocation} from '../../../../src/lib/history/invocations.ts'
import type {TimelineInput} from '../../../../src/lib/history/timeline/input.ts'
import {timelineOf} from '../../../../src/lib/history/timeline/timeline.ts'
import type {SecretDescription} from '../../../../src/lib/rotation/secret.ts'

const start = Date.parse('2026-11-22T02:31:12Z')
const minute = 60_000
const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/api-Qw3rTy'
let count = 0

function event(name: RotationEventName, seconds: number, members: Partial<RotationEvent> = {}): RotationEvent {
  return {eventId: `e${++count}`, name, at: start + seconds * 1000, secretId: arn, versionId: 'v2', ...members}
}

function run(seconds: number, members: Partial<Invocation> = {}): Invocation {
  const endedAt = start + seconds * 1000
  return {
    requestId: `r${++count}`,
    stream: 's',
    startedAt: endedAt - 500,
    endedAt,
    belongsToSecret: true,
    shown: [],
    hiddenCharacters: 0,
    ...members,
  }
}

function failedRun(seconds: number, text: string, members: Partial<Invocation> = {}): Invocation {
  return run(seconds, {failure: {kind: 'exception', text, at: start + seconds * 1000}, ...members})
}

const description: SecretDescription = {
  arn,
  name: 'prod/api',
  rotationEnabled: true,
  tags: {},
  staging: new Map([
    ['v1', ['AWSCURRENT']],
    ['v2', ['AWSPENDING']],
  ]),
}

function told(members: Partial<TimelineInput>) {
  const names: readonly RotationEventName[] = ['RotationStarted', 'RotateSecret']
  return timelineOf({
    description,
    events: [],
    eventsSince: new Map(names.map(name => [name, start - 60 * minute])),
    invocations: [],
    platformLines: true,
    since: start - 60 * minute,
    now: start + 60 * minute,
    ...members,
  })
}

const stepsOf = (members: Partial<TimelineInput>) =>
  told(members).lines.flatMap(line => (line.kind === 'step' ? [`${line.step ?? '?'}${line.certain ? '' : ' ~'}`] : []))

describe('the steps of a rotation', () => {
  it('follow from the order of calls, from its start on, and again from createSecret after a failure', () => {
    const invocations = [run(1), run(2), failedRun(3, 'x'), run(60), run(61)]
    expect(stepsOf({events: [event('RotationStarted', 0)], invocations})).toEqual([
      'createSecret ~',
      'setSecret ~',
      'testSecret ~',
      'createSecret ~',
      'setSecret ~',
    ])
  })

  it('are testSecret alone in a test', () => {
    const events = [event('TestRotationStarted', 0, {versionId: 't'}), event('RotationStarted', 60)]
    expect(stepsOf({events, invocations: [run(1), run(61)]})).toEqual(['testSecret ~', 'createSecret ~'])
  })

  it('are not guessed before the first start that was read', () => {
    expect(stepsOf({events: [event('RotationStarted', 10)], invocations: [run(1), run(11)]})).toEqual([
      '? ~',
      'createSecret ~',
    ])
  })

  it.each([
    ['some lines may be another secret’s', {invocations: [run(1), run(2, {belongsToSecret: false})]}],
    ['the log leaves out START and REPORT', {invocations: [run(1)], platformLines: false}],
  ])('are not guessed where %s', (_, members) => {
    expect(stepsOf({events: [event('RotationStarted', 0)], ...members})).toEqual(['? ~'])
  })

  it('are certain where the function or the event of the failure says so', () => {
    const events = [event('RotationStarted', 0), event('RotationFailed', 3, {step: 'createSecret'})]
    expect(stepsOf({events, invocations: [failedRun(2, 'x'), run(60, {step: 'setSecret'})]})).toEqual([
      'createSecret',
      'setSecret',
    ])
  })

  it('follow from the version that was made just before, where the trail was not read', () => {
    const versions = [{versionId: 'v2', labels: ['AWSPENDING'], createdAt: start, kmsKeyIds: []}]
    expect(stepsOf({eventsSince: new Map(), versions, invocations: [run(1), run(2)]})).toEqual([
      'createSecret ~',
      'setSecret ~',
    ])
  })
})

describe('a rotation that failed', () => {
  const events = [event('RotationStarted', 0), event('RotationFailed', 3, {step: 'testSecret'})]

  it('has the error of its newest attempt, and the first where that was another', () => {
    const invocations = [failedRun(2, 'first'), failedRun(60, 'second')]
    expect(told({events, invocations}).problems).toMatchObject([
      {kind: 'failed', versionId: 'v2', failure: {error: 'second', firstError: 'testSecret: first', attempts: 2}},
    ])
  })

  it('was started by AWS where the calls of that time were read and none names the version', () => {
    expect(told({events}).problems[0]?.failure?.startedBy).toEqual({kind: 'aws'})
  })

  it.each([
    ['those calls were not read', {eventsSince: new Map()}],
    ['the trail may still be late', {now: start + minute}],
  ])('was started by nobody knows whom where %s', (_, members) => {
    expect(told({events, ...members}).problems[0]?.failure).not.toHaveProperty('startedBy')
  })

  it('was started by who called RotateSecret with its version', () => {
    const caller = {arn: 'arn:aws:iam::111122223333:user/ada', sourceIp: '203.0.113.7'}
    const called = [...events, event('RotateSecret', 0, {caller}), event('RotateSecret', 1, {caller, versionId: 'v9'})]
    expect(told({events: called}).problems[0]?.failure?.startedBy).toEqual({kind: 'caller', ...caller})
  })

  it('is over when the version was made current by hand', () => {
    const staging = new Map([['v2', ['AWSCURRENT']]])
    const move = event('UpdateSecretVersionStage', 600, {label: 'AWSCURRENT', movedTo: 'v2', caller: {}})
    const {problems} = told({events: [...events, move], description: {...description, staging}})
    expect(problems).toMatchObject([{kind: 'failed', overAt: move.at}])
  })

  it('is over when another rotation succeeded, by event or by the date that AWS keeps', () => {
    const later = event('RotationSucceeded', 900, {versionId: 'v3'})
    expect(told({events: [...events, later]}).problems).toMatchObject([{overAt: later.at}])
    const rotated = {...description, lastRotatedAt: start + 900_000}
    expect(told({events, description: rotated}).problems).toMatchObject([{overAt: start + 900_000}])
  })

  it('is none where the same version succeeded in a later attempt', () => {
    expect(told({events: [...events, event('RotationSucceeded', 900)]}).problems).toEqual([])
  })

  it('comes after a newer problem', () => {
    const cancel = event('CancelRotateSecret', 700, {caller: {arn: 'a'}})
    const off = {...description, rotationEnabled: false}
    expect(told({events: [...events, cancel], description: off}).problems.map(({kind}) => kind)).toEqual([
      'cancelled',
      'failed',
    ])
  })
})

describe('what is no problem', () => {
  it.each([
    ['a cancelled rotation that is on again', event('CancelRotateSecret', 0, {caller: {}}), {}],
    [
      'a cancel that was refused',
      event('CancelRotateSecret', 0, {caller: {}, errorCode: 'AccessDenied'}),
      {rotationEnabled: false},
    ],
    ['a deletion that was taken back', event('DeleteSecret', 0, {caller: {}}), {}],
  ])('%s', (_, happened, members) => {
    expect(told({events: [happened], description: {...description, ...members}}).problems).toEqual([])
  })
})

describe('the order of lines', () => {
  it('within a second leads from the call to the end', () => {
    const events = [
      event('RotationFailed', 1),
      event('PutSecretValue', 1, {caller: {}}),
      event('RotationStarted', 1),
      event('RotateSecret', 1, {caller: {}}),
    ]
    const versions = [{versionId: 'v2', labels: [], createdAt: start + 1900, kmsKeyIds: []}]
    const {lines} = told({events, versions, invocations: [failedRun(1.5, 'x')]})
    expect(lines.map(line => (line.kind === 'event' ? line.name : line.kind))).toEqual([
      'RotateSecret',
      'RotationStarted',
      'version',
      'PutSecretValue',
      'step',
      'RotationFailed',
    ])
  })
})
