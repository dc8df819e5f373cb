import {setImmediate} from 'node:timers/promises'
import * as fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {ListFilter, ListOptions, SecretsGateway} from '../../../src/lib/aws/gateways.ts'
import {SecrotError} from '../../../src/lib/errors.ts'
import type {FleetListingOptions} from '../../../src/lib/operations/listing-plan.ts'
import {listFleet} from '../../../src/lib/operations/listing.ts'
import {virtualFleet, type VirtualFleetOptions} from '../../support/virtual-fleet.ts'

async function listed(gateway: Pick<SecretsGateway, 'list'>, options: Partial<FleetListingOptions> = {}) {
  const arns: string[] = []
  for await (const page of listFleet(gateway, {filters: [], parallel: false, ...options}))
    arns.push(...page.map(secret => secret.arn))
  return arns
}

async function plainly(gateway: Pick<SecretsGateway, 'list'>, filters: readonly ListFilter[] = []) {
  const arns: string[] = []
  for await (const page of gateway.list({filters})) arns.push(...page.map(secret => secret.arn))
  return arns
}

const still: VirtualFleetOptions = {
  seed: 1,
  secrets: 200,
  pageSize: 5,
  sameDate: 1,
  tiesAsTheyAre: false,
  churn: 0,
}

const fleets = fc.record({
  seed: fc.integer(),
  secrets: fc.integer({min: 0, max: 80}),
  pageSize: fc.integer({min: 1, max: 7}),
  sameDate: fc.constantFrom(1, 1, 3, 12, 40),
  tiesAsTheyAre: fc.boolean(),
  churn: fc.constantFrom(0, 1, 3),
  sorts: fc.constantFrom('as-asked', 'as-asked', 'oldest-first', 'newest-first', 'by-name'),
  throttled: fc.constantFrom(0, 0, 0.05, 0.3),
})

describe('a fleet listed from both ends, or in parallel', () => {
  it('is what was there from beginning to end, each once, as the plain listing has it, while secrets come and go', async () => {
    let throttledAway = 0
    await fc.assert(
      fc.asyncProperty(fleets, fc.boolean(), async (options, parallel) => {
        const fleet = virtualFleet(options)
        const arns = await listed(fleet.gateway, {parallel}).catch((error: unknown) => {
          // The plain listing would have been throttled too.
          if (!(error instanceof SecrotError) || (options.throttled ?? 0) === 0) throw error
          throttledAway += 1
          return undefined
        })
        if (arns === undefined) return
        const plain = new Set(await plainly(virtualFleet({...options, throttled: 0, churn: 0}).gateway))
        const stayed = fleet.survivors()
        expect(new Set(arns).size).toBe(arns.length)
        expect(arns.filter(arn => stayed.has(arn)).sort()).toEqual([...plain].filter(arn => stayed.has(arn)).sort())
        expect(stayed.size).toBe([...plain].filter(arn => stayed.has(arn)).length)
        expect(arns.filter(arn => !fleet.ever.has(arn))).toEqual([])
      }),
      {numRuns: 2000, seed: 20_261_122},
    )
    expect(throttledAway).toBeLessThan(700)
  })

  it('keeps to the filters it was given', async () => {
    const filters: readonly ListFilter[] = [{key: 'name', values: ['prod/']}]
    const wanted = (await plainly(virtualFleet(still).gateway, filters)).sort()
    expect(wanted.length).toBeGreaterThan(20)
    expect((await listed(virtualFleet(still).gateway, {filters})).sort()).toEqual(wanted)
    expect((await listed(virtualFleet(still).gateway, {filters, parallel: true})).sort()).toEqual(wanted)
  })
})

describe('a listing from both ends', () => {
  it.each([0, 1, 5, 6, 15])('costs no more than its pages when it has %i secrets in pages of five', async secrets => {
    const fleet = virtualFleet({...still, secrets})
    expect(await listed(fleet.gateway)).toHaveLength(secrets)
    expect(fleet.pages()).toBe(Math.max(1, Math.ceil(secrets / 5)))
  })

  it('costs at most four pages more when it is long', async () => {
    const fleet = virtualFleet({...still, secrets: 1000})
    expect(await listed(fleet.gateway)).toHaveLength(1000)
    expect(fleet.pages()).toBeLessThanOrEqual(204)
  })

  it('costs little more when its parts are listed in parallel', async () => {
    const fleet = virtualFleet({...still, secrets: 1000})
    expect(await listed(fleet.gateway, {parallel: true})).toHaveLength(1000)
    // Two pages and two under way to know the names, and at most four more for each of five parts, as above.
    expect(fleet.pages()).toBeLessThanOrEqual(200 + 4 + 5 * 5)
  })

  it('asks for one page and no more while nobody takes what has come', async () => {
    const fleet = virtualFleet(still)
    const pages = listFleet(fleet.gateway, {filters: [], parallel: false})
    await pages.next()
    for (let turn = 0; turn < 20; turn += 1) await setImmediate()
    expect(fleet.pages()).toBe(2)
    await pages.return(undefined)
  })
})

describe('a listing that AWS does not take', () => {
  const throttled = new SecrotError({code: 'THROTTLED', message: 'throttled'})
  const denied = new SecrotError({code: 'ACCESS_DENIED', message: 'denied'})

  /** Fails what `when` says; `requests` are the lists that were begun. */
  function failing(when: (options: ListOptions, page: number) => SecrotError | undefined) {
    const fleet = virtualFleet(still)
    const requests: ListOptions[] = []
    const gateway: Pick<SecretsGateway, 'list'> = {
      async *list(options = {}) {
        requests.push(options)
        let count = 0
        const check = () => {
          count += 1
          const error = when(options, count)
          if (error !== undefined) throw error
        }
        check()
        for await (const page of fleet.gateway.list(options)) {
          yield page
          check()
        }
      },
    }
    return {gateway, requests}
  }

  it('goes on from one end when the other is throttled', async () => {
    const {gateway, requests} = failing(({order}) => (order === 'desc' ? throttled : undefined))
    expect(new Set(await listed(gateway)).size).toBe(200)
    expect(requests.map(({order}) => order)).toEqual(['asc', 'desc'])
  })

  it('begins anew without an order when a server refuses orders', async () => {
    const refused = new SecrotError({code: 'AWS_REFUSED', message: 'unknown member SortOrder'})
    const {gateway, requests} = failing(({order}) => (order === undefined ? undefined : refused))
    expect(await listed(gateway)).toHaveLength(200)
    expect(requests.map(({order}) => order)).toEqual(['asc', undefined])
  })

  it('begins anew without parts when a part is refused', async () => {
    const refused = new SecrotError({code: 'AWS_REFUSED', message: 'filters'})
    const {gateway, requests} = failing(({filters = []}, page) =>
      filters.length > 1 && page > 1 ? refused : undefined,
    )
    const arns = await listed(gateway, {parallel: true})
    expect(arns).toHaveLength(200)
    expect(new Set(arns).size).toBe(200)
    expect(requests.at(-1)).toMatchObject({filters: []})
    expect(requests.at(-1)).not.toHaveProperty('order')
  })

  it('is not asked for again when the first request alone was throttled', async () => {
    const {gateway, requests} = failing(() => throttled)
    await expect(listed(gateway)).rejects.toBe(throttled)
    expect(requests).toHaveLength(1)
  })

  it.each([false, true])('is denied at once (--parallel: %s), and nothing else is left under way', async parallel => {
    const {gateway, requests} = failing(({order}) => (order === 'desc' ? denied : undefined))
    await expect(listed(gateway, {parallel})).rejects.toBe(denied)
    expect((requests as {signal?: AbortSignal}[]).every(({signal}) => signal?.aborted)).toBe(true)
  })
})
