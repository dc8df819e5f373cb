import {describe, expect, it} from 'vitest'
import type {Gateways, TrailEvent} from '../../../src/lib/aws/gateways.ts'
import {EXIT, SecrotError} from '../../../src/lib/errors.ts'
import {makeLookups, type LookupBounds} from '../../../src/lib/operations/lookups.ts'
import {virtualTime} from '../../support/virtual-time.ts'

const startAt = Date.parse('2026-11-22T03:00:00Z')
const hour = 3_600_000

interface Request {
  readonly eventName: string
  readonly since: number
  readonly until?: number
  readonly token?: string
}

/** A trail that serves `events` two a page, newest first, and notes when it was asked for what. */
function scripted(events: readonly TrailEvent[], fail?: (request: Request) => Error | undefined) {
  const time = virtualTime(startAt)
  const asked: {at: number; request: Request}[] = []
  const page = (request: Request) => {
    asked.push({at: time.clock.now() - startAt, request})
    const failure = fail?.(request)
    if (failure !== undefined) return Promise.reject(failure)
    const matching = events
      .filter(
        event =>
          event.name === request.eventName && event.at >= request.since && event.at < (request.until ?? Infinity),
      )
      .toSorted((a, b) => b.at - a.at)
    const from = Number(request.token ?? 0)
    const rest = from + 2 < matching.length ? {nextToken: String(from + 2)} : {}
    return Promise.resolve({events: matching.slice(from, from + 2), ...rest})
  }
  const aws = () => ({trail: {page}}) as unknown as Gateways
  const context = {aws, clock: time.clock, signal: new AbortController().signal}
  return {time, asked, lookups: (bounds?: LookupBounds) => makeLookups(context, {}, bounds)}
}

function failedEvent(eventId: string, ageMs: number): TrailEvent {
  const record = {eventType: 'AwsServiceEvent', additionalEventData: {SecretId: `arn-${eventId}`}}
  return {eventId, name: 'RotationFailed', at: startAt - ageMs, record}
}

describe('look-ups', () => {
  it('ask by event name, all pages, and give the newest event first', async () => {
    const {time, asked, lookups} = scripted([1, 2, 3].map(n => failedEvent(String(n), n * 1000)))
    const answer = await time.run(lookups().events(['RotationStarted', 'RotationFailed'], startAt - hour))
    expect(asked.map(({request}) => [request.eventName, request.token])).toEqual([
      ['RotationStarted', undefined],
      ['RotationFailed', undefined],
      ['RotationFailed', '2'],
    ])
    expect(answer).toMatchObject({kind: 'read', since: startAt - hour, readAt: startAt})
    expect(answer.kind === 'read' && answer.events.map(event => event.eventId)).toEqual(['1', '2', '3'])
  })

  it('send at most one request a second', async () => {
    const {time, asked, lookups} = scripted([1, 2, 3, 4, 5].map(n => failedEvent(String(n), n)))
    await time.run(lookups().events(['RotationFailed', 'RotationStarted'], startAt - hour))
    expect(asked.map(({at}) => at)).toEqual([0, 1000, 2000, 3000])
  })

  it('read a name once for all secrets, also when they ask at the same moment', async () => {
    const {time, asked, lookups} = scripted([failedEvent('1', 5)])
    const one = lookups()
    const names = ['RotationFailed', 'RotationStarted'] as const
    await time.run(Promise.all(Array.from({length: 50}, () => one.events(names, startAt - hour))))
    await time.run(one.events(['RotationStarted'], startAt - 1000))
    expect(asked).toHaveLength(2)
  })

  it('read only the gap when somebody needs to look further back', async () => {
    const {time, asked, lookups} = scripted([failedEvent('new', 1000), failedEvent('old', 2 * hour)])
    const one = lookups()
    await time.run(one.events(['RotationFailed'], startAt - hour))
    const answer = await time.run(one.events(['RotationFailed'], startAt - 3 * hour))
    expect(asked[1]?.request).toMatchObject({since: startAt - 3 * hour, until: startAt - hour})
    expect(answer.kind === 'read' && answer.events.map(event => event.eventId)).toEqual(['new', 'old'])
  })

  it('ask again after a refresh', async () => {
    const {time, asked, lookups} = scripted([])
    const one = lookups()
    await time.run(one.events(['RotationFailed'], startAt))
    one.refresh()
    await time.run(one.events(['RotationFailed'], startAt))
    expect(asked).toHaveLength(2)
  })

  it('end as cut-off, never as "nothing happened", when there are more pages than the bound', async () => {
    const {time, asked, lookups} = scripted(Array.from({length: 9}, (_, n) => failedEvent(String(n), n * 1000)))
    const answer = await time.run(lookups({maxPages: 3}).events(['RotationFailed'], startAt - hour))
    expect(asked).toHaveLength(3)
    expect(answer).toMatchObject({
      kind: 'cut-off',
      since: startAt - 5000,
      reason: 'more events than were read (RotationFailed)',
    })
  })

  it('read forty pages of a name and no more', async () => {
    const {time, asked, lookups} = scripted(Array.from({length: 200}, (_, n) => failedEvent(String(n), n)))
    await time.run(lookups().events(['RotationFailed'], startAt - hour))
    expect(asked).toHaveLength(40)
  })

  it('say which action is missing when the caller may not look', async () => {
    const refuse = () => new SecrotError({code: 'ACCESS_DENIED', message: 'denied', exit: EXIT.denied})
    const {time, lookups} = scripted([], refuse)
    const answer = await time.run(lookups().events(['RotationFailed'], startAt))
    expect(answer).toEqual({kind: 'denied', action: 'cloudtrail:LookupEvents', reason: 'denied'})
  })

  it('say that they failed when AWS fails, and share that too', async () => {
    const {time, asked, lookups} = scripted([], () => new SecrotError({code: 'THROTTLED', message: 'Rate exceeded'}))
    const one = lookups()
    const ask = () => time.run(one.events(['RotationFailed', 'RotationStarted'], startAt))
    expect(await ask()).toEqual({kind: 'failed', reason: 'Rate exceeded'})
    expect(await ask()).toEqual({kind: 'failed', reason: 'Rate exceeded'})
    expect(asked).toHaveLength(1)
  })

  it('throw when the credentials themselves have expired: that concerns the whole run', async () => {
    const expired = new SecrotError({code: 'CREDENTIALS_EXPIRED', message: 'expired', exit: EXIT.denied})
    const {time, lookups} = scripted([], () => expired)
    await expect(time.run(lookups().events(['RotationFailed'], startAt))).rejects.toBe(expired)
  })
})
