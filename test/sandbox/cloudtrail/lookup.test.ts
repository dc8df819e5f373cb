import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {TestSandbox} from '../../support/sandbox.ts'
import {home, minute, region, secretArn, start, startTrailSandbox, TrailReader} from './lookup-support.ts'

describe('LookupEvents', () => {
  let sandbox: TestSandbox
  let trail: TrailReader
  beforeEach(async () => {
    sandbox = await startTrailSandbox()
    trail = new TrailReader(sandbox)
  })
  afterEach(() => sandbox.stop())

  const readAt = async (...minutes: number[]) => {
    for (const each of minutes) {
      await sandbox.clock.advanceTo(start + each * minute)
      await trail.read()
    }
  }
  const times = (events: readonly {EventTime?: Date}[]) =>
    events.map(({EventTime}) => (Number(EventTime) - start) / minute)

  it('gives events newest first, with ReadOnly as text and the record as a JSON text', async () => {
    await readAt(1, 2, 3)
    const events = await trail.by('EventName', 'GetSecretValue')
    expect(times(events)).toEqual([3, 2, 1])
    expect(events[0]).toMatchObject({
      EventId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      EventName: 'GetSecretValue',
      EventSource: 'secretsmanager.amazonaws.com',
      ReadOnly: 'true',
      Username: 'root',
      AccessKeyId: sandbox.credentials.accessKeyId,
      Resources: [{ResourceType: 'AWS::SecretsManager::Secret', ResourceName: 'prod/db'}],
      CloudTrailEvent: expect.any(String),
    })
  })

  it('goes through everything without an attribute, other operations included', async () => {
    await readAt(1)
    const names = (await trail.lookup()).Events?.map(({EventName}) => EventName)
    expect(names).toEqual(['GetSecretValue'])
    expect((await trail.lookup()).Events?.map(({EventName}) => EventName)).toEqual(['LookupEvents', 'GetSecretValue'])
  })

  it('finds events by each attribute', async () => {
    const ana = sandbox.iam.addUser({
      accountId: home,
      userName: 'ana',
      managedPolicyArns: ['arn:aws:iam::aws:policy/SecretsManagerReadWrite'],
    })
    await trail.read('other')
    await new TrailReader(sandbox, {credentials: ana}).read()
    const [event] = await trail.by('Username', 'ana')
    expect(event).toMatchObject({EventName: 'GetSecretValue', AccessKeyId: ana.accessKeyId})
    const same = [expect.objectContaining({EventId: event?.EventId})]
    expect(await trail.by('AccessKeyId', ana.accessKeyId)).toEqual(same)
    expect(await trail.by('EventId', event?.EventId ?? '')).toEqual(same)
    expect(await trail.by('EventId', 'ffffffff-ffff-4fff-bfff-ffffffffffff')).toEqual([])
    expect(await trail.by('ResourceName', 'prod/db')).toEqual(same)
    expect(await trail.by('ResourceType', 'AWS::SecretsManager::Secret')).toHaveLength(2)
    expect(await trail.by('EventSource', 'secretsmanager.amazonaws.com')).toHaveLength(2)
    expect(await trail.by('ReadOnly', 'false')).toEqual([])
    expect(await trail.by('EventName', 'PutSecretValue')).toEqual([])
  })

  it('keeps to the time range, whose ends belong to it', async () => {
    await readAt(1, 2, 3, 4)
    const range = (from: number, to: number) => ({
      StartTime: new Date(start + from * minute),
      EndTime: new Date(start + to * minute),
    })
    expect(times(await trail.by('EventName', 'GetSecretValue', range(2, 3)))).toEqual([3, 2])
    expect(times(await trail.by('EventName', 'GetSecretValue', range(2.1, 2.9)))).toEqual([])
  })

  it('forgets after ninety days', async () => {
    await readAt(1)
    await sandbox.clock.advanceTo(start + minute + 90 * 86_400_000)
    expect(await trail.by('EventName', 'GetSecretValue')).toHaveLength(1)
    await sandbox.clock.advance(1)
    expect(await trail.by('EventName', 'GetSecretValue')).toEqual([])
  })

  it('shows an account and a region nothing of another', async () => {
    await trail.read()
    const otherRegion = new TrailReader(sandbox, {region: 'us-west-2'})
    const otherAccount = new TrailReader(sandbox, {credentials: sandbox.addAccount('444455556666')})
    expect((await otherRegion.lookup()).Events).toEqual([])
    expect((await otherAccount.lookup()).Events).toEqual([])
  })

  describe('pages', () => {
    const attribute = {LookupAttributes: [{AttributeKey: 'EventName' as const, AttributeValue: 'GetSecretValue'}]}
    const seed = (count: number) =>
      sandbox.trail.seedReads({count, from: start - count * 1000, to: start, secretArns: [secretArn]})

    it('hold fifty events, and their tokens lead to every event once although more happens meanwhile', async () => {
      seed(120)
      const pages = [await trail.lookup(attribute)]
      for (let page = pages[0]; page?.NextToken !== undefined;) {
        await trail.read()
        page = await trail.lookup({...attribute, NextToken: page.NextToken})
        pages.push(page)
      }
      expect(pages.map(page => page.Events?.length)).toEqual([50, 50, 20])
      const ids = pages.flatMap(page => page.Events ?? []).map(({EventId}) => EventId)
      expect(new Set(ids).size).toBe(120)
    })

    it('are as small as asked, and there is no token when nothing follows', async () => {
      seed(4)
      const first = await trail.lookup({...attribute, MaxResults: 2})
      const second = await trail.lookup({...attribute, MaxResults: 2, NextToken: first.NextToken})
      expect([first.Events?.length, second.Events?.length]).toEqual([2, 2])
      expect(second).not.toHaveProperty('NextToken')
    })

    it('belong to the parameters they were begun with', async () => {
      seed(60)
      const {NextToken} = await trail.lookup(attribute)
      const refused = {name: 'InvalidNextTokenException', $metadata: {httpStatusCode: 400}}
      await expect(trail.lookup({NextToken})).rejects.toMatchObject(refused)
      await expect(trail.lookup({...attribute, NextToken: 'forged'})).rejects.toMatchObject(refused)
      await expect(trail.lookup({...attribute, EndTime: new Date(start), NextToken})).rejects.toMatchObject(refused)
      await expect(trail.lookup({...attribute, NextToken})).resolves.toMatchObject({Events: {length: 10}})
    })
  })

  it.each<[string, object, string]>([
    [
      'two attributes',
      {
        LookupAttributes: [
          {AttributeKey: 'EventName', AttributeValue: 'a'},
          {AttributeKey: 'ReadOnly', AttributeValue: 'true'},
        ],
      },
      'InvalidLookupAttributesException',
    ],
    ['no attribute in the list', {LookupAttributes: []}, 'InvalidLookupAttributesException'],
    [
      'an unknown attribute',
      {LookupAttributes: [{AttributeKey: 'Step', AttributeValue: 'a'}]},
      'InvalidLookupAttributesException',
    ],
    [
      'an end before the start',
      {StartTime: new Date(start), EndTime: new Date(start - 1000)},
      'InvalidTimeRangeException',
    ],
    ['pages of nothing', {MaxResults: 0}, 'InvalidMaxResultsException'],
    ['pages of fifty-one', {MaxResults: 51}, 'InvalidMaxResultsException'],
    ['an unknown category', {EventCategory: 'other'}, 'InvalidEventCategoryException'],
  ])('refuses %s', async (_name, input, name) => {
    await expect(trail.lookup(input)).rejects.toMatchObject({name, $metadata: {httpStatusCode: 400}})
  })

  it('shows events late, and out of order, when told so', async () => {
    await sandbox.stop()
    sandbox = await startTrailSandbox({switches: {trailDelayMs: 5 * minute, trailJitterMs: 5 * minute}})
    trail = new TrailReader(sandbox)
    await readAt(...Array.from({length: 10}, (_, index) => index / 10))
    const seen: number[][] = []
    for (let at = 5; at <= 11; at++) {
      await sandbox.clock.advanceTo(start + at * minute - 1)
      seen.push(times(await trail.by('EventName', 'GetSecretValue')))
    }
    expect(seen[0]).toEqual([])
    expect(seen.at(-1)).toHaveLength(10)
    const gaps = seen.filter(each => each.length > 0 && Math.min(...each) > 0)
    expect(gaps, 'some look-up misses an older event that a later one shows').not.toEqual([])
    for (const each of seen) expect(each).toEqual(each.toSorted((a, b) => b - a))
  })

  it('never shows what was lost on the way, also after the state was put back', async () => {
    const event = {accountId: home, region, eventName: 'RotationFailed', requestId: 'r'}
    const other = `${secretArn}2`
    sandbox.trail.loseEventsOf(secretArn)
    sandbox.restore(sandbox.snapshot())
    for (const lost of [secretArn, other]) sandbox.world.trail.service({...event, secretArn: lost})
    for (const SecretId of [secretArn, other]) {
      await sandbox.call('secretsmanager', 'GetSecretValue', {SecretId}).catch((error: Error) => error)
    }
    const [failed, ...failures] = await trail.records('RotationFailed')
    expect(failed).toMatchObject({additionalEventData: {SecretId: other}})
    const [read, ...reads] = await trail.records('GetSecretValue')
    expect(read).toMatchObject({requestParameters: {secretId: other}})
    expect([...failures, ...reads]).toEqual([])
  })

  it('allows two requests a second when throttled', async () => {
    await sandbox.stop()
    sandbox = await startTrailSandbox({switches: {trailThrottle: true}})
    trail = new TrailReader(sandbox)
    await trail.lookup()
    await trail.lookup()
    await expect(trail.lookup()).rejects.toMatchObject({name: 'ThrottlingException', message: 'Rate exceeded'})
    await expect(new TrailReader(sandbox, {region: 'us-west-2'}).lookup()).resolves.toHaveProperty('Events')
    await sandbox.clock.advance(1000)
    await expect(trail.lookup()).resolves.toHaveProperty('Events')
  })

  it('counts no look-up of a past that was put back', async () => {
    await sandbox.stop()
    sandbox = await startTrailSandbox({switches: {trailThrottle: true}})
    trail = new TrailReader(sandbox)
    await trail.lookup()
    const saved = sandbox.snapshot()
    await trail.lookup()
    sandbox.restore(saved)
    await trail.lookup()
    await expect(trail.lookup()).rejects.toMatchObject({name: 'ThrottlingException'})
  })

  it('needs a permission', async () => {
    const credentials = sandbox.iam.addUser({accountId: home, userName: 'ana'})
    await expect(new TrailReader(sandbox, {credentials}).lookup()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        `User: arn:aws:iam::${home}:user/ana is not authorized to perform: cloudtrail:LookupEvents ` +
        'because no identity-based policy allows the cloudtrail:LookupEvents action',
    })
  })

  it(`is asked in the region of the event: ${region}`, async () => {
    await trail.read()
    expect(await trail.records('GetSecretValue')).toMatchObject([{awsRegion: region}])
  })
})
