import {describe, expect, it} from 'vitest'
import type {Gateways, TrailEvent} from '../../../src/lib/aws/gateways.ts'
import {EXIT, SecrotError} from '../../../src/lib/errors.ts'
import {keyUsesOf} from '../../../src/lib/operations/doctor-key-uses.ts'
import type {DoctorRun} from '../../../src/lib/operations/doctor-run.ts'
import {makeKeyLookups} from '../../../src/lib/operations/key-lookups.ts'
import {makeTurns} from '../../../src/lib/operations/turns.ts'
import {virtualTime} from '../../support/virtual-time.ts'

const startAt = Date.parse('2026-11-22T03:00:00Z')
const HOUR = 3_600_000
const KEY = 'AKIASPARE0000001'

/** A trail with as many pages of one call each, a minute apart. */
function scripted(pages: number, fail?: Error) {
  const time = virtualTime(startAt)
  const asked: {at: number; since: number; key: string}[] = []
  const pageByAccessKey = (request: {accessKeyId: string; since: number; token?: string}) => {
    asked.push({at: time.clock.now() - startAt, since: request.since, key: request.accessKeyId})
    if (fail !== undefined) return Promise.reject(fail)
    const page = Number(request.token ?? 0)
    const event: TrailEvent = {
      eventId: String(page),
      name: 'ListBuckets',
      at: startAt - page * 60_000,
      record: {eventSource: 's3.amazonaws.com', sourceIPAddress: '203.0.113.7', userAgent: 'aws-cli/2'},
    }
    return Promise.resolve({
      events: pages === 0 ? [] : [event],
      ...(page + 1 < pages ? {nextToken: String(page + 1)} : {}),
    })
  }
  const aws = () => ({trail: {pageByAccessKey}}) as unknown as Gateways
  const context = {aws, clock: time.clock, signal: new AbortController().signal}
  const make = (region: string) => makeKeyLookups(context, region, makeTurns(context, 1000))
  const made = new Map<string, ReturnType<typeof make>>()
  const lookups = (region: string) => {
    const known = made.get(region) ?? make(region)
    made.set(region, known)
    return known
  }
  return {time, asked, lookups, run: {keySeries: new Set<string>(), lookups} as unknown as DoctorRun}
}

const secret = (region: string, partition = 'aws') =>
  `arn:${partition}:secretsmanager:${region}:111122223333:secret:a-AbCdEf`

describe('look-ups of an access key', () => {
  it('read the last 24 hours, once until they are asked for anew', async () => {
    const {time, asked, lookups} = scripted(1)
    const keys = lookups('eu-central-1')
    const answer = await time.run(Promise.all([keys.keyUses(KEY), keys.keyUses(KEY)]))
    expect(asked).toEqual([{at: 0, since: startAt - 24 * HOUR, key: KEY}])
    expect(answer[0]).toMatchObject({
      kind: 'read',
      value: {uses: [{action: 's3:ListBuckets', sourceIp: '203.0.113.7', userAgent: 'aws-cli/2'}]},
    })
    keys.refreshKeyUses()
    await time.run(keys.keyUses(KEY))
    expect(asked).toHaveLength(2)
  })

  it('stop after four pages, a second apart, and say how far those reached', async () => {
    const {time, asked, lookups} = scripted(50)
    const answer = await time.run(lookups('eu-central-1').keyUses(KEY))
    expect(asked.map(({at}) => at)).toEqual([0, 1000, 2000, 3000])
    expect(answer).toMatchObject({value: {coverage: [{region: 'eu-central-1', since: startAt - 3 * 60_000}]}})
  })

  it.each([
    ['eu-central-1', 'aws', ['eu-central-1', 'us-east-1']],
    ['us-east-1', 'aws', ['us-east-1']],
    ['cn-northwest-1', 'aws-cn', ['cn-northwest-1', 'cn-north-1']],
  ])('of a secret in %s look where IAM writes down its calls, too', async (region, partition, regions) => {
    const {time, run} = scripted(0)
    const uses = await time.run(keyUsesOf(run, secret(region, partition), KEY))
    expect(uses).toMatchObject({value: {uses: [], coverage: regions.map(one => ({region: one}))}})
  })

  it('are three series a run at most: a further key stays unknown, one that was looked up may be asked anew', async () => {
    const {time, asked, run} = scripted(0)
    await time.run(keyUsesOf(run, secret('eu-central-1'), KEY))
    expect(await time.run(keyUsesOf(run, secret('eu-central-1'), 'AKIAOTHER0000002'))).toMatchObject({kind: 'unknown'})
    expect(asked.map(({key}) => key)).toEqual([KEY, KEY])
    expect(await time.run(keyUsesOf(run, secret('eu-central-1'), KEY))).toMatchObject({kind: 'known'})
  })

  it('are unknown with the action when one of the trails may not be read', async () => {
    const denied = new SecrotError({code: 'ACCESS_DENIED', message: 'denied', exit: EXIT.denied})
    const {time, run} = scripted(1, denied)
    expect(await time.run(keyUsesOf(run, secret('eu-central-1'), KEY))).toEqual({
      kind: 'unknown',
      reason: 'denied',
      action: 'cloudtrail:LookupEvents',
    })
  })
})
