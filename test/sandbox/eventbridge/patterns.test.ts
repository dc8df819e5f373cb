import {TestEventPatternCommand} from '@aws-sdk/client-eventbridge'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'

import {eventBench, type EventBench} from './support.ts'

// The cases are those of LocalStack's recordings against AWS (test_events_patterns), in shorter words.

const EVENT = {
  id: '1',
  source: 'aws.secretsmanager',
  'detail-type': 'Test',
  account: '111122223333',
  time: '2026-11-22T09:00:00Z',
  region: 'eu-central-1',
  resources: ['arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/api-AbCdEf'],
  detail: {
    eventName: 'RotationFailed',
    count: 5,
    limit: 300.0,
    nothing: null,
    on: true,
    address: '10.0.0.7',
    list: [],
    'state.status': 'running',
    additionalEventData: {SecretId: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/api-AbCdEf'},
    items: [
      {kind: 'a', size: 1},
      {kind: 'b', size: 2},
    ],
  },
}

let bench: EventBench

beforeAll(async () => {
  bench = await eventBench()
})

afterAll(() => bench[Symbol.asyncDispose]())

const tested = async (pattern: unknown, event: unknown = EVENT) => {
  const EventPattern = typeof pattern === 'string' ? pattern : JSON.stringify(pattern)
  const Event = typeof event === 'string' ? event : JSON.stringify(event)
  return (await bench.events.send(new TestEventPatternCommand({EventPattern, Event}))).Result
}
const onDetail = (name: string, ...tests: unknown[]) => ({detail: {[name]: tests}})

describe('an event pattern', () => {
  it.each<[string, object, boolean]>([
    ['a value of a list', {source: ['aws.s3', 'aws.secretsmanager']}, true],
    ['no value of a list', {source: ['aws.s3']}, false],
    ['a field of another case', {Source: ['aws.secretsmanager']}, false],
    ['a member of an array', {resources: EVENT.resources}, true],
    ['a number, however it is written', onDetail('limit', 300), true],
    ['a number as text', onDetail('count', '5'), false],
    ['null', onDetail('nothing', null), true],
    ['a truth value', onDetail('on', true), true],
    ['a prefix', {detail: {additionalEventData: {SecretId: [{prefix: 'arn:aws:secretsmanager'}]}}}, true],
    ['a prefix of another', onDetail('eventName', {prefix: 'Test'}), false],
    ['a prefix of any case', onDetail('eventName', {prefix: {'equals-ignore-case': 'ROTATION'}}), true],
    ['a suffix', onDetail('eventName', {suffix: 'Failed'}), true],
    ['a suffix of any case', onDetail('eventName', {suffix: {'equals-ignore-case': 'failed'}}), true],
    ['a text of any case', onDetail('eventName', {'equals-ignore-case': 'rotationfailed'}), true],
    ['anything but a text', onDetail('eventName', {'anything-but': 'RotationSucceeded'}), true],
    ['anything but that text', onDetail('eventName', {'anything-but': 'RotationFailed'}), false],
    ['anything but one of a list', onDetail('count', {'anything-but': [5, 6]}), false],
    ['anything but a prefix', onDetail('eventName', {'anything-but': {prefix: ['Test', 'Start']}}), true],
    ['anything but that suffix', onDetail('eventName', {'anything-but': {suffix: 'Failed'}}), false],
    [
      'anything but that text of any case',
      onDetail('eventName', {'anything-but': {'equals-ignore-case': 'ROTATIONFAILED'}}),
      false,
    ],
    ['anything but a wildcard', onDetail('eventName', {'anything-but': {wildcard: 'Rot*Failed'}}), false],
    ['anything but a text, where there is null', onDetail('nothing', {'anything-but': 'x'}), true],
    ['anything but a text, where there is nothing', onDetail('absent', {'anything-but': 'x'}), false],
    ['a wildcard', onDetail('eventName', {wildcard: 'Rot*Fail*'}), true],
    ['a wildcard whose ends overlap', onDetail('eventName', {wildcard: 'RotationFail*Failed'}), false],
    ['a star that is one', onDetail('eventName', {wildcard: String.raw`Rotation\*`}), false],
    ['a range', onDetail('count', {numeric: ['>', 0, '<=', 5]}), true],
    ['another range', onDetail('count', {numeric: ['>', 5, '<', 9]}), false],
    ['a number equal', onDetail('count', {numeric: ['=', 5]}), true],
    ['a range of text', onDetail('eventName', {numeric: ['>', 0]}), false],
    ['a field that is there', onDetail('count', {exists: true}), true],
    ['a field that is not there', onDetail('absent', {exists: true}), false],
    ['the lack of a field', onDetail('absent', {exists: false}), true],
    ['the lack of one that is there', onDetail('count', {exists: false}), false],
    ['an empty array', onDetail('list', {exists: true}), false],
    ['an address', onDetail('address', {cidr: '10.0.0.0/24'}), true],
    ['another address', onDetail('address', {cidr: '10.1.0.0/16'}), false],
    ['names with dots as nested ones', {detail: {state: {status: ['running']}}}, true],
    ['two fields of one element', {detail: {items: {kind: ['a'], size: [1]}}}, true],
    ['two fields of different elements', {detail: {items: {kind: ['a'], size: [2]}}}, false],
    ['one of several', {detail: {$or: [{count: [9]}, {on: [true]}]}}, true],
    ['none of several', {detail: {$or: [{count: [9]}, {on: [false]}]}}, false],
    ['one of several and something else', {source: ['aws.s3'], $or: [{id: ['1']}, {id: ['2']}]}, false],
  ])('finds %s', async (_what, pattern, result) => {
    expect(await tested(pattern)).toBe(result)
  })

  it.each<[string, unknown]>([
    ['"source" must be an object or an array', {source: 'aws.s3'}],
    ['Empty arrays are not allowed', {source: []}],
    ['Empty objects are not allowed', {detail: {}}],
    ['Filter is not an object', '["a"]'],
    ['Unrecognized match type EXISTS', {source: [{EXISTS: true}]}],
    ['Only one key allowed in match expression', {source: [{prefix: 'a', suffix: 'b'}]}],
    ['prefix match pattern must be a string', {source: [{prefix: 1}]}],
    ['wildcard match pattern must be a string', {source: [{wildcard: ['*']}]}],
    ['Consecutive wildcard characters at pos 2', {source: [{wildcard: 'a**'}]}],
    ['equals-ignore-case match pattern must be a string', {source: [{'equals-ignore-case': ['a']}]}],
    ['Value of numeric must be an array.', {source: [{numeric: 1}]}],
    ['Bad numeric range operator: >', {source: [{numeric: ['>', 0, '>', 1]}]}],
    ['Value of < must be numeric', {source: [{numeric: ['>', 0, '<']}]}],
    ["Malformed CIDR, one '/' required", {source: [{cidr: '10.0.0.0'}]}],
    ['Nonstandard IP address: x', {source: [{cidr: 'x/8'}]}],
    ['Inside anything but list, start|null|boolean is not supported.', {source: [{'anything-but': ['a', null]}]}],
    ['Null prefix/suffix not allowed', {source: [{'anything-but': {prefix: ''}}]}],
    ['prefix/suffix match pattern must be a string', {source: [{'anything-but': {suffix: 1}}]}],
    ['Value of anything-but must be an array or single string/number value.', {source: [{'anything-but': null}]}],
    [
      'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
      {source: [{wildcard: '*:*:*:*:*:event-bus/*'}]},
    ],
  ])('is refused: %s', async (reason, pattern) => {
    await expect(tested(pattern)).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
      message: `Event pattern is not valid. Reason: ${reason}`,
    })
  })

  it('is tested on whole events alone', async () => {
    for (const event of ['x', '[]', '{}', JSON.stringify({...EVENT, source: undefined})]) {
      await expect(tested({source: ['a']}, event)).rejects.toMatchObject({
        name: 'ValidationException',
        message: 'Parameter Event is not valid.',
      })
    }
  })
})
