import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  type FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs'
import {describe, expect, it} from 'vitest'

import {logsBench, STARTED_AT} from './support.ts'

const DAY_MS = 86_400_000

describe('log groups', () => {
  it('show the tags that they were made with, by their ARN without a star', async () => {
    await using bench = await logsBench()
    const {logs} = bench
    await logs.send(new CreateLogGroupCommand({logGroupName: 'tagged', tags: {team: 'blue'}}))
    await logs.send(new CreateLogGroupCommand({logGroupName: 'bare'}))
    const tagsOf = async (name: string) => {
      const resourceArn = `arn:aws:logs:eu-central-1:111122223333:log-group:${name}`
      return (await logs.send(new ListTagsForResourceCommand({resourceArn}))).tags
    }
    expect(await tagsOf('tagged')).toEqual({team: 'blue'})
    expect(await tagsOf('bare')).toEqual({})
    await expect(tagsOf('none')).rejects.toMatchObject({name: 'ResourceNotFoundException'})
    await expect(
      logs.send(new ListTagsForResourceCommand({resourceArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:tagged'})),
    ).rejects.toMatchObject({name: 'ResourceNotFoundException'})
  })

  it('are made once, listed with their retention, and deleted', async () => {
    await using bench = await logsBench()
    const {logs} = bench
    await logs.send(new CreateLogGroupCommand({logGroupName: '/aws/lambda/a'}))
    await logs.send(new PutRetentionPolicyCommand({logGroupName: '/aws/lambda/a', retentionInDays: 14}))

    await expect(logs.send(new CreateLogGroupCommand({logGroupName: '/aws/lambda/a'}))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
      $metadata: {httpStatusCode: 400},
    })
    const listed = await logs.send(new DescribeLogGroupsCommand({logGroupNamePrefix: '/aws/'}))
    expect(listed.logGroups).toEqual([
      {
        logGroupName: '/aws/lambda/a',
        creationTime: STARTED_AT,
        retentionInDays: 14,
        metricFilterCount: 0,
        arn: 'arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/a:*',
        storedBytes: 0,
        logGroupClass: 'STANDARD',
        logGroupArn: 'arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/a',
      },
    ])

    await logs.send(new DeleteLogGroupCommand({logGroupName: '/aws/lambda/a'}))
    await expect(logs.send(new DeleteLogGroupCommand({logGroupName: '/aws/lambda/a'}))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    })
  })

  it('belong to one region of one account', async () => {
    await using bench = await logsBench()
    bench.write('g', 's', 'x')
    bench.sandbox.world.logs.write('999988887777', 'eu-central-1', 'other', 's', [{at: STARTED_AT, message: 'y'}])
    bench.sandbox.world.logs.write(bench.sandbox.accountId, 'us-east-1', 'far', 's', [{at: STARTED_AT, message: 'z'}])

    const {logGroups} = await bench.logs.send(new DescribeLogGroupsCommand({}))

    expect(logGroups?.map(({logGroupName}) => logGroupName)).toEqual(['g'])
  })

  it('come in pages whose tokens are good for the same request only', async () => {
    await using bench = await logsBench()
    for (const name of ['a', 'b', 'c']) bench.write(name, 's', 'x')

    const first = await bench.logs.send(new DescribeLogGroupsCommand({limit: 2}))
    const second = await bench.logs.send(new DescribeLogGroupsCommand({limit: 2, nextToken: first.nextToken}))

    expect(first.logGroups?.map(({logGroupName}) => logGroupName)).toEqual(['a', 'b'])
    expect(second.logGroups?.map(({logGroupName}) => logGroupName)).toEqual(['c'])
    expect(second.nextToken).toBeUndefined()
    const foreign = bench.logs.send(new DescribeLogGroupsCommand({logGroupNamePrefix: 'a', nextToken: first.nextToken}))
    await expect(foreign).rejects.toMatchObject({message: 'The specified nextToken is invalid.'})
  })

  it('take only the retention times that AWS has', async () => {
    await using bench = await logsBench()
    bench.write('g', 's', 'x')

    const sent = bench.logs.send(new PutRetentionPolicyCommand({logGroupName: 'g', retentionInDays: 8}))

    await expect(sent).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(/^1 validation error detected: Value '8' at 'retentionInDays'/) as unknown,
    })
  })

  it('lose lines in virtual time when a retention is set, and keep them without', async () => {
    await using bench = await logsBench()
    // Without the wire: the SDK takes over the clock of the first answer and would be late after the jump.
    const {sandbox} = bench
    const messages = async () => {
      const {events} = (await sandbox.call('logs', 'FilterLogEvents', {logGroupName: 'g'})) as FilterLogEventsResponse
      return events?.map(({message}) => message)
    }
    bench.write('g', 's', 'old')
    await sandbox.clock.advance(2 * DAY_MS)
    bench.write('g', 's', 'new')
    expect(await messages()).toEqual(['old', 'new'])

    await sandbox.call('logs', 'PutRetentionPolicy', {logGroupName: 'g', retentionInDays: 1})
    expect(await messages()).toEqual(['new'])
    await sandbox.clock.advance(2 * DAY_MS)
    expect(await messages()).toEqual([])

    await sandbox.call('logs', 'DeleteRetentionPolicy', {logGroupName: 'g'})
    bench.write('g', 's', 'newer')
    await sandbox.clock.advance(300 * DAY_MS)
    expect(await messages()).toEqual(['newer'])
  })
})

describe('log streams', () => {
  it('list by name or by last event, with the times of their lines', async () => {
    await using bench = await logsBench()
    bench.write('g', 'b', 'one', 'two')
    await bench.sandbox.clock.advance(60_000)
    bench.write('g', 'a', 'three')

    const byName = await bench.logs.send(new DescribeLogStreamsCommand({logGroupName: 'g'}))
    const newest = await bench.logs.send(
      new DescribeLogStreamsCommand({logGroupName: 'g', orderBy: 'LastEventTime', descending: true, limit: 1}),
    )

    expect(byName.logStreams?.map(({logStreamName}) => logStreamName)).toEqual(['a', 'b'])
    expect(byName.logStreams?.[1]).toMatchObject({
      firstEventTimestamp: STARTED_AT,
      lastEventTimestamp: STARTED_AT + 1000,
      lastIngestionTime: STARTED_AT,
    })
    expect(newest.logStreams?.map(({logStreamName}) => logStreamName)).toEqual(['a'])
    expect(newest.nextToken).toBeDefined()
  })

  it('take lines from clients and refuse those that are too old or too new', async () => {
    await using bench = await logsBench()
    const {logs} = bench
    await logs.send(new CreateLogGroupCommand({logGroupName: 'g'}))
    const put = (timestamps: number[]) =>
      logs.send(
        new PutLogEventsCommand({
          logGroupName: 'g',
          logStreamName: 's',
          logEvents: timestamps.map(timestamp => ({timestamp, message: 'm'})),
        }),
      )
    await expect(put([STARTED_AT])).rejects.toMatchObject({message: 'The specified log stream does not exist.'})
    await logs.send(new CreateLogStreamCommand({logGroupName: 'g', logStreamName: 's'}))

    const answer = await put([STARTED_AT - 15 * DAY_MS, STARTED_AT, STARTED_AT + 3 * 3_600_000])

    expect(answer.rejectedLogEventsInfo).toEqual({tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2})
    await expect(put([STARTED_AT, STARTED_AT - 1])).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Log events in a single PutLogEvents request must be in chronological order.',
    })
    const {events} = await logs.send(new FilterLogEventsCommand({logGroupName: 'g'}))
    expect(events).toHaveLength(1)
  })
})
