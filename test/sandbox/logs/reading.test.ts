import {FilterLogEventsCommand, GetLogEventsCommand} from '@aws-sdk/client-cloudwatch-logs'
import {describe, expect, it} from 'vitest'

import {logsBench, STARTED_AT} from './support.ts'

describe('FilterLogEvents', () => {
  it('finds lines of all streams in order of time, between two times', async () => {
    await using bench = await logsBench()
    bench.write('g', 'one', 'a0', 'a1', 'a2')
    bench.write('g', 'two', 'b0', 'b1', 'b2')

    const {events, nextToken} = await bench.logs.send(
      new FilterLogEventsCommand({logGroupName: 'g', startTime: STARTED_AT + 1000, endTime: STARTED_AT + 1999}),
    )

    expect(events?.map(({message, logStreamName}) => [message, logStreamName])).toEqual([
      ['a1', 'one'],
      ['b1', 'two'],
    ])
    expect(events?.[0]).toMatchObject({timestamp: STARTED_AT + 1000, ingestionTime: STARTED_AT})
    expect(events?.[0]?.eventId).toMatch(/^\d{56}$/)
    expect(nextToken).toBeUndefined()
  })

  it('pages, and may give an empty page although more lines follow', async () => {
    await using bench = await logsBench({switches: {pageSize: 2}})
    bench.write('g', 's', 'noise', 'noise', 'wanted', 'noise', 'wanted')
    const pages: (string | undefined)[][] = []
    let nextToken: string | undefined
    do {
      const page = await bench.logs.send(
        new FilterLogEventsCommand({logGroupName: 'g', filterPattern: 'wanted', nextToken}),
      )
      pages.push(page.events?.map(({message}) => message) ?? [])
      nextToken = page.nextToken
    } while (nextToken !== undefined)

    expect(pages).toEqual([[], ['wanted'], ['wanted']])
  })

  it('keeps its place when lines come in between two pages', async () => {
    await using bench = await logsBench()
    bench.write('g', 's', 'one', 'two')
    const first = await bench.logs.send(new FilterLogEventsCommand({logGroupName: 'g', limit: 1}))
    bench.write('g', 's', 'late')

    const second = await bench.logs.send(
      new FilterLogEventsCommand({logGroupName: 'g', limit: 9, nextToken: first.nextToken}),
    )

    expect(second.events?.map(({message}) => message)).toEqual(['late', 'two'])
  })

  it.each([
    [{nextToken: 'invented'}, 'The specified nextToken is invalid.'],
    [
      {limit: 10_001},
      "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
    ],
    [{filterPattern: '8f50-1234'}, 'Invalid filter pattern'],
    [{filterPattern: '{ $.a = }'}, 'Invalid filter pattern'],
  ])('refuses %o', async (members, message) => {
    await using bench = await logsBench()
    bench.write('g', 's', 'x')

    const sent = bench.logs.send(new FilterLogEventsCommand({logGroupName: 'g', ...members}))

    await expect(sent).rejects.toMatchObject({name: 'InvalidParameterException', message})
  })

  it('says that a group does not exist', async () => {
    await using bench = await logsBench()

    await expect(bench.logs.send(new FilterLogEventsCommand({logGroupName: 'none'}))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    })
  })

  it('shows lines only after the delay that is set', async () => {
    await using bench = await logsBench({switches: {logDelayMs: 5000}})
    bench.write('g', 's', 'slow')
    const count = async () => (await bench.logs.send(new FilterLogEventsCommand({logGroupName: 'g'}))).events?.length

    expect(await count()).toBe(0)
    await bench.sandbox.clock.advance(5000)
    expect(await count()).toBe(1)
  })
})

const TEXT = ['START RequestId: 1', 'ERROR one', 'WARN two', 'ERROR "two words" here', 'plain two words']
const JSON_LINES = [
  '{"level":"ERROR","n":3,"tags":["a","b"],"nested":{"ok":true,"why":null}}',
  '{"level":"INFO","n":30,"message":"a.b"}',
  'no json',
]

describe('a filter pattern', () => {
  it.each<[string, number[]]>([
    ['', [0, 1, 2, 3, 4]],
    ['ERROR', [1, 3]],
    ['ERROR one', [1]],
    ['two words', [3, 4]],
    ['"two words here"', []],
    ['"START RequestId: 1"', [0]],
    ['?ERROR ?WARN', [1, 2, 3]],
    ['two -ERROR', [2, 4]],
    ['-"ERROR" -START', [2, 4]],
    [String.raw`"\"two words\""`, [3]],
  ])('%j picks its lines', async (filterPattern, wanted) => {
    await using bench = await logsBench()
    bench.write('g', 's', ...TEXT)

    const {events} = await bench.logs.send(new FilterLogEventsCommand({logGroupName: 'g', filterPattern}))

    expect(events?.map(({message}) => TEXT.indexOf(message ?? ''))).toEqual(wanted)
  })

  it.each<[string, number[]]>([
    ['{ $.level = "ERROR" }', [0]],
    ['{ $.level = ERROR }', [0]],
    ['{ $.level != "ERROR" }', [1]],
    ['{ $.level = "*R*" }', [0]],
    ['{ $.n >= 3 && $.n < 30 }', [0]],
    ['{ ($.n = 3) || ($.message = "a.b") }', [0, 1]],
    ['{ $.message = "axb" }', []],
    ['{ $.nested.ok IS TRUE }', [0]],
    ['{ $.nested.why IS NULL }', [0]],
    ['{ $.nested NOT EXISTS }', [1]],
    ['{ $.tags[1] = "b" }', [0]],
    ['{ $.tags[*] = "a" }', [0]],
    ["{ $['level'] = INFO }", [1]],
  ])('%s picks its lines', async (filterPattern, wanted) => {
    await using bench = await logsBench()
    bench.write('g', 's', ...JSON_LINES)

    const {events} = await bench.logs.send(new FilterLogEventsCommand({logGroupName: 'g', filterPattern}))

    expect(events?.map(({message}) => JSON_LINES.indexOf(message ?? ''))).toEqual(wanted)
  })
})

describe('GetLogEvents', () => {
  it('gives the newest lines first and goes back and forth by tokens', async () => {
    await using bench = await logsBench()
    bench.write('g', 's', '1', '2', '3', '4', '5')
    const get = async (nextToken?: string) => {
      const page = await bench.logs.send(
        new GetLogEventsCommand({logGroupName: 'g', logStreamName: 's', limit: 2, nextToken}),
      )
      return {...page, text: page.events?.map(({message}) => message).join('')}
    }

    const newest = await get()
    const before = await get(newest.nextBackwardToken)
    const again = await get(before.nextForwardToken)

    expect([newest.text, before.text, again.text]).toEqual(['45', '23', '45'])
  })

  it('gives back the token it was sent at the end, and new lines later', async () => {
    await using bench = await logsBench()
    bench.write('g', 's', '1')
    const get = (nextToken?: string) =>
      bench.logs.send(new GetLogEventsCommand({logGroupName: 'g', logStreamName: 's', startFromHead: true, nextToken}))
    const first = await get()

    const atEnd = await get(first.nextForwardToken)
    bench.write('g', 's', '2')
    const later = await get(atEnd.nextForwardToken)

    expect(atEnd.events).toEqual([])
    expect(atEnd.nextForwardToken).toBe(first.nextForwardToken)
    expect(later.events?.map(({message}) => message)).toEqual(['2'])
  })

  it('leaves out the line at endTime and refuses an invented token', async () => {
    await using bench = await logsBench()
    bench.write('g', 's', '1', '2')
    const members = {logGroupName: 'g', logStreamName: 's'}

    const {events} = await bench.logs.send(new GetLogEventsCommand({...members, endTime: STARTED_AT + 1000}))

    expect(events?.map(({message}) => message)).toEqual(['1'])
    await expect(bench.logs.send(new GetLogEventsCommand({...members, nextToken: 'f/1'}))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'The specified nextToken is invalid.',
    })
  })
})

describe('a snapshot of logs', () => {
  it('puts lines back, however often and in whatever order', async () => {
    await using bench = await logsBench()
    const {sandbox} = bench
    const messages = async () =>
      (await bench.logs.send(new FilterLogEventsCommand({logGroupName: 'g'}))).events?.map(({message}) => message)
    bench.write('g', 's', 'a')
    const early = sandbox.snapshot()
    bench.write('g', 's', 'b')
    const late = sandbox.snapshot()
    bench.write('g', 's', 'c')

    sandbox.restore(early)
    bench.write('g', 's', 'x')
    expect(await messages()).toEqual(['a', 'x'])
    sandbox.restore(late)
    expect(await messages()).toEqual(['a', 'b'])
    sandbox.restore(early)
    expect(await messages()).toEqual(['a'])
  })
})
