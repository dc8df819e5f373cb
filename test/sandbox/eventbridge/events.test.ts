import {EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry} from '@aws-sdk/client-eventbridge'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {eventBench, LETS_IN, type EventBench} from './support.ts'

const ENTRY: PutEventsRequestEntry = {
  Source: 'own',
  DetailType: 'Test',
  Detail: '{"a": 1, "b": {"c": "x"}, "list": ["h"]}',
}
const OWN = {source: ['own']}

let bench: EventBench

beforeEach(async () => {
  bench = await eventBench()
})

afterEach(() => bench[Symbol.asyncDispose]())

const put = (...Entries: PutEventsRequestEntry[]) => bench.events.send(new PutEventsCommand({Entries}))

describe('an event that is put', () => {
  it('reaches the topic of the rules that it matches, as it is', async () => {
    await bench.rule(OWN)
    await bench.rule({source: ['another']}, {}, {Name: 'other'})
    const {Entries, FailedEntryCount} = await put({...ENTRY, Resources: ['arn:x']})
    expect(FailedEntryCount).toBe(0)
    expect(bench.received()).toEqual([
      {
        version: '0',
        id: Entries![0]!.EventId,
        'detail-type': 'Test',
        source: 'own',
        account: '111122223333',
        time: '2026-11-22T09:00:00Z',
        region: 'eu-central-1',
        resources: ['arn:x'],
        detail: {a: 1, b: {c: 'x'}, list: ['h']},
      },
    ])
    expect(JSON.stringify(bench.sandbox.callRecord.entries())).not.toContain('"c"')
  })

  it('has the time that it says', async () => {
    await bench.rule(OWN)
    await put({...ENTRY, Time: new Date('2026-01-02T03:04:05Z')})
    expect(bench.received()).toMatchObject([{time: '2026-01-02T03:04:05Z'}])
  })

  it.each<[string, PutEventsRequestEntry, string, string]>([
    [
      'without a source',
      {...ENTRY, Source: undefined},
      'InvalidArgument',
      'Parameter Source is not valid. Reason: Source is a required argument.',
    ],
    [
      'without a type',
      {...ENTRY, DetailType: undefined},
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    ],
    [
      'without a detail',
      {...ENTRY, Detail: undefined},
      'InvalidArgument',
      'Parameter Detail is not valid. Reason: Detail is a required argument.',
    ],
    ['with a detail that is no object', {...ENTRY, Detail: '[]'}, 'MalformedDetail', 'Detail is malformed.'],
    [
      "under AWS's name",
      {...ENTRY, Source: 'aws.x'},
      'NotAuthorizedForSourceException',
      'Not authorized for the source.',
    ],
    ['on another bus', {...ENTRY, EventBusName: 'mine'}, 'ResourceNotFoundException', 'Event bus mine does not exist.'],
  ])('%s is told, and the others arrive', async (_how, entry, ErrorCode, ErrorMessage) => {
    await bench.rule(OWN)
    const {Entries, FailedEntryCount} = await put(entry, ENTRY)
    expect(FailedEntryCount).toBe(1)
    expect(Entries).toEqual([{ErrorCode, ErrorMessage}, {EventId: expect.any(String)}])
    expect(bench.received()).toHaveLength(1)
  })

  it('is refused with what is too large or too many', async () => {
    const large = put({...ENTRY, Detail: JSON.stringify({a: 'x'.repeat(262_144)})})
    await expect(large).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    })
    await expect(put(...Array.from({length: 11}, () => ENTRY))).rejects.toMatchObject({name: 'ValidationException'})
  })

  it('needs a permission for its source', async () => {
    const {sandbox} = bench
    const Condition = {StringEquals: {'events:source': 'own'}}
    const policies = {
      own: {
        Version: '2012-10-17',
        Statement: [{Effect: 'Allow', Action: 'events:PutEvents', Resource: '*', Condition}],
      },
    }
    const credentials = sandbox.iam.addUser({accountId: sandbox.accountId, userName: 'ana', policies})
    const ana = new EventBridgeClient({...sandbox.config, credentials})
    await ana.send(new PutEventsCommand({Entries: [ENTRY]}))
    const refused = ana.send(new PutEventsCommand({Entries: [ENTRY, {...ENTRY, Source: 'other'}]}))
    await expect(refused).rejects.toMatchObject({name: 'AccessDeniedException'})
  })
})

describe('a topic', () => {
  it.each<[string, object[]]>([
    ['has no policy for EventBridge', []],
    ['lets EventBridge in for one rule alone', [{...LETS_IN, Condition: {ArnLike: {'aws:SourceArn': 'arn:*'}}}]],
    [
      'lets EventBridge in for its account',
      [{...LETS_IN, Condition: {StringEquals: {'aws:SourceAccount': '111122223333'}}}],
    ],
    ['denies EventBridge', [LETS_IN, {...LETS_IN, Effect: 'Deny'}]],
  ])('that %s gets nothing, and nobody is told', async (_how, statements) => {
    const nobody = {Effect: 'Allow', Principal: {AWS: '111122223333'}, Action: 'sns:Publish', Resource: '*'}
    await bench.policy(nobody, ...statements)
    await bench.rule(OWN)
    expect((await put(ENTRY)).FailedEntryCount).toBe(0)
    expect(bench.received()).toEqual([])
    expect(bench.fates()).toEqual(['denied'])
  })

  it('that is not there gets nothing', async () => {
    await bench.rule(OWN, {Arn: `${bench.topicArn}2`})
    await put(ENTRY)
    expect(bench.fates()).toEqual(['missing'])
  })
})

describe('what a target gets', () => {
  it.each<[string, object, unknown]>([
    ['fixed', {Input: '{"said": 1}'}, {said: 1}],
    ['a part of the event', {InputPath: '$.detail.b'}, {c: 'x'}],
    ['a text of the event', {InputPath: "$.detail['list'][0]"}, 'h'],
    [
      'a text with values in it, and with nothing where there is none',
      {InputTransformer: {InputPathsMap: {c: '$.detail.b.c', no: '$.no'}, InputTemplate: '"<c> failed<no>, it did"'}},
      'x failed, it did',
    ],
    [
      'a text with objects in it, which lose their quotation marks',
      {InputTransformer: {InputPathsMap: {b: '$.detail.b', l: '$.detail.list'}, InputTemplate: '"<b> and <l>"'}},
      '{c:x} and [h]',
    ],
    [
      'an object with values in it',
      {
        InputTransformer: {
          InputPathsMap: {a: '$.detail.a', b: '$.detail.b', c: '$.detail.b.c', no: '$.no'},
          InputTemplate: '{"a": <a>, "b": [<b>], "c": "is <c>", "no": <no>}',
        },
      },
      {a: 1, b: [{c: 'x'}], c: 'is x', no: ''},
    ],
    [
      'what EventBridge knows',
      {InputTransformer: {InputTemplate: '{"rule": <aws.events.rule-name>, "event": <aws.events.event>}'}},
      {rule: 'watch', event: expect.objectContaining({detailType: 'Test', source: 'own'})},
    ],
  ])('is %s', async (_what, target, received) => {
    await bench.rule(OWN, target)
    await put(ENTRY)
    expect(bench.received()).toEqual([received])
  })

  it('is nothing where a template makes no JSON of the event', async () => {
    const InputTransformer = {InputPathsMap: {b: '$.detail.b'}, InputTemplate: '{"b": "<b>"}'}
    await bench.rule(OWN, {InputTransformer})
    await put(ENTRY)
    expect(bench.received()).toEqual([])
    expect(bench.fates()).toEqual(['unsuitable'])
  })
})
