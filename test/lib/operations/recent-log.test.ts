import {describe, expect, it} from 'vitest'
import type {Gateways, LogEvent, LogsGateway} from '../../../src/lib/aws/gateways.ts'
import {readRecentLog} from '../../../src/lib/operations/recent-log.ts'

const now = Date.parse('2026-11-22T03:00:00Z')
const hour = 3_600_000
const day = 24 * hour

type Asked = Parameters<LogsGateway['filter']>[0]

/** A log of these lines that gives at most `most` of them at once, the oldest, as CloudWatch Logs does. */
function reading(times: readonly number[], since: number, most = 10_000) {
  const asked: Asked[] = []
  const filter: LogsGateway['filter'] = input => {
    asked.push(input)
    const found = times.filter(at => at >= input.since && at <= (input.until ?? Infinity)).toSorted((a, b) => a - b)
    const events: LogEvent[] = found.slice(0, most).map(at => ({stream: 's', at, message: 'x', eventId: String(at)}))
    return Promise.resolve({events, cutOff: found.length > most})
  }
  const aws = () => ({logs: {filter}}) as unknown as Gateways
  const clock = {now: () => now, sleep: () => Promise.resolve()}
  const context = {aws, clock, signal: new AbortController().signal}
  const configuration = {logGroup: '/team/rotation', logFormat: 'Text'} as const
  const answer = readRecentLog(context, {scope: {region: 'eu-central-1'}, function: configuration, since})
  return {asked, answer}
}

describe('the newest lines of a log', () => {
  it('are read in growing spans back to the wanted moment, each line once', async () => {
    const times = [now - 20 * day, now - 2 * day, now - hour, now]
    const {asked, answer} = reading(times, now - 30 * day)
    const read = await answer
    expect(read.kind === 'read' && read.value.records.map(({at}) => at)).toEqual(times)
    expect(read).toMatchObject({value: {since: now - 30 * day, platformLines: true}})
    expect(asked[0]).toMatchObject({group: '/team/rotation', since: now - 6 * hour})
    expect(asked.at(-1)?.since).toBe(now - 30 * day)
  })

  it('leave out the oldest where there are too many, and say from when on they are whole', async () => {
    const times = Array.from({length: 40}, (_, index) => now - index * hour)
    const {answer} = reading(times, now - 2 * day, 10)
    const read = await answer
    if (read.kind !== 'read') throw new Error(read.reason)
    const {records, since} = read.value
    expect(since).toBeGreaterThan(now - 2 * day)
    expect(records.map(({at}) => at)).toEqual(times.filter(at => at >= since).toSorted((a, b) => a - b))
    expect(records.length).toBeGreaterThanOrEqual(7)
  })

  it('are none where even the shortest span holds too many, and that is said', async () => {
    const {answer} = reading(
      Array.from({length: 99}, () => now),
      now - day,
      10,
    )
    expect(await answer).toMatchObject({kind: 'read', value: {records: [], since: now}})
  })
})
