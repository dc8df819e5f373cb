import {describe, expect, it} from 'vitest'
import type {FunctionConfiguration, Gateways, TrailEvent} from '../../../src/lib/aws/gateways.ts'
import {EXIT, SecrotError} from '../../../src/lib/errors.ts'
import type {Context} from '../../../src/lib/operations/context.ts'
import {makeFleet} from '../../../src/lib/operations/status-fleet.ts'
import type {FleetStatus, StatusLine} from '../../../src/lib/operations/status-result.ts'
import {statusOfSecret} from '../../../src/lib/operations/status.ts'
import type {SecretDescription, Version} from '../../../src/lib/rotation/secret.ts'
import {aSecret, day, hour, pictureNow, without} from '../../support/a-secret.ts'
import {fakeContext} from '../../support/fake-context.ts'

interface World {
  readonly listed?: readonly SecretDescription[]
  readonly described?: Readonly<Record<string, SecretDescription | SecrotError>>
  readonly versions?: readonly Version[]
  readonly trail?: readonly TrailEvent[]
  readonly configuration?: FunctionConfiguration
}

/** A Context over canned answers that notes each call with its region. */
function over(world: World): {context: Context; calls: readonly string[]} {
  const calls: string[] = []
  const base = fakeContext({now: pictureNow})
  const aws = (wanted?: {region?: string}): Gateways => {
    const region = wanted?.region ?? 'eu-central-1'
    const note = (what: string): void => void calls.push(`${what} ${region}`)
    return {
      scope: {region},
      secrets: {
        describe: (id: string) => {
          note('describe')
          const found = Object.entries(world.described ?? {}).find(([name]) => id.includes(name))?.[1]
          return found instanceof SecrotError ? Promise.reject(found) : Promise.resolve(found)
        },
        list: async function* () {
          note('list')
          yield world.listed ?? []
        },
        listVersions: () => {
          note('versions')
          return Promise.resolve(world.versions ?? [])
        },
      },
      trail: {
        page: ({eventName}: {eventName: string}) => {
          note(`trail ${eventName}`)
          return Promise.resolve({events: (world.trail ?? []).filter(event => event.name === eventName)})
        },
      },
      lambda: {
        configuration: () => {
          note('function')
          return Promise.resolve(world.configuration)
        },
      },
      logs: {
        filter: () => {
          note('log')
          return Promise.resolve({events: [], cutOff: false})
        },
      },
    } as unknown as Gateways
  }
  return {context: {...base, aws}, calls}
}

const naming = (line: StatusLine): readonly string[] => [line.name]
const look = (context: Context, more: object = {}): Promise<FleetStatus> =>
  makeFleet(context, {scopes: [], filters: [], tags: [], parallel: false, naming, ...more}).look()

const pendingSince = (hours: number, more: Parameters<typeof aSecret>[0] = {}): SecretDescription =>
  aSecret({pending: 'v-pending', lastChangedAt: pictureNow - hours * hour, ...more})

describe('a replica', () => {
  it('has its events asked where it rotates, in the primary region', async () => {
    const replica = pendingSince(2, {primaryRegion: 'eu-west-1'})
    const {context, calls} = over({listed: [replica], described: {[replica.name]: replica}})
    const fleet = await look(context)
    expect(fleet.lines[0]).toMatchObject({replicaOf: 'eu-west-1'})
    expect(calls).toContain('trail RotationFailed eu-west-1')
    expect(calls).not.toContain('trail RotationFailed eu-central-1')
  })

  it('is none where the primary region is its own', async () => {
    const primary = aSecret({primaryRegion: 'eu-central-1'})
    expect((await look(over({listed: [primary]}).context)).lines[0]?.replicaOf).toBeUndefined()
  })
})

describe('a function of another account', () => {
  it('is not asked with the credentials of this one, and said with its account', async () => {
    const foreign = pendingSince(2, {
      rotationFunctionArn: 'arn:aws:lambda:eu-central-1:999988887777:function:orders-db-rotation',
    })
    const {context, calls} = over({described: {[foreign.name]: foreign}})
    const status = await statusOfSecret(context, {secretId: foreign.name, full: false, naming})
    expect(calls.filter(call => call.startsWith('function'))).toEqual([])
    expect(status.line.notRead).toMatchObject([
      {fact: 'function', subject: 'orders-db-rotation', reason: 'it is in account 999988887777'},
    ])
  })
})

describe('the listing', () => {
  it('may lag: a secret that was suspicious there and is well now is healthy', async () => {
    const before = pendingSince(2)
    const {context} = over({listed: [before], described: {[before.name]: aSecret()}})
    expect((await look(context)).lines.map(line => line.verdict)).toEqual(['healthy'])
  })

  it('may name a secret that is gone by now, which is left out', async () => {
    const gone = new SecrotError({code: 'SECRET_NOT_FOUND', message: 'gone'})
    const listed = [pendingSince(2), aSecret({name: 'prod/other'})]
    const fleet = await look(over({listed, described: {'orders/db': gone}}).context)
    expect(fleet.lines.map(line => line.name)).toEqual(['prod/other'])
    expect(fleet.seen).toBe(1)
  })

  it('counts where describing is denied, and that is said', async () => {
    const denied = new SecrotError({
      code: 'ACCESS_DENIED',
      message: 'no',
      action: 'secretsmanager:DescribeSecret',
      exit: EXIT.denied,
    })
    const fleet = await look(over({listed: [pendingSince(50)], described: {'orders/db': denied}}).context)
    expect(fleet.lines[0]?.verdict).toBe('stuck')
    expect(fleet.notRead).toMatchObject([{fact: 'labels', action: 'secretsmanager:DescribeSecret'}])
  })

  it('tells each line as soon as it is final, settled ones first', async () => {
    const told: string[] = []
    const stuck = pendingSince(50)
    const {context} = over({listed: [stuck, aSecret({name: 'prod/a'})], described: {[stuck.name]: stuck}})
    await look(context, {onLine: (line: StatusLine) => told.push(line.name)})
    expect(told).toEqual(['prod/a', stuck.name])
  })
})

describe('several scopes', () => {
  it('go on when one of them cannot be listed', async () => {
    const {context} = over({listed: [aSecret()]})
    const aws: Context['aws'] = wanted => {
      if (wanted?.region !== 'us-east-1') return context.aws(wanted)
      const refuse = new SecrotError({code: 'UNREACHABLE', message: 'no way there'})
      const list = (): AsyncIterable<never> => ({
        [Symbol.asyncIterator]: () => ({next: () => Promise.reject(refuse)}),
      })
      return {...context.aws(wanted), secrets: {...context.aws(wanted).secrets, list}}
    }
    const scopes = [{region: 'eu-central-1'}, {region: 'us-east-1'}]
    const fleet = await look({...context, aws}, {scopes})
    expect(fleet.lines).toHaveLength(1)
    expect(fleet.failures).toEqual([
      {subject: 'us-east-1', code: 'UNREACHABLE', message: 'no way there', exit: EXIT.failed},
    ])
    await expect(look({...context, aws}, {scopes: [{region: 'us-east-1'}]})).rejects.toThrow('no way there')
  })
})

describe('one secret', () => {
  it('asks no more than its description when nothing can be hidden', async () => {
    const {context, calls} = over({described: {orders: aSecret()}})
    await statusOfSecret(context, {secretId: 'prod/orders/db', full: false, naming})
    expect(calls).toEqual(['describe eu-central-1'])
  })

  it('looks for versions that lost their label as soon as a label may have moved', async () => {
    const moved = aSecret({lastChangedAt: pictureNow - 3 * hour})
    const versions = [
      {versionId: 'v-current', labels: ['AWSCURRENT'], createdAt: pictureNow - 5 * day, kmsKeyIds: []},
      {versionId: 'v-lost', labels: [], createdAt: pictureNow - 4 * hour, kmsKeyIds: []},
    ]
    const {context, calls} = over({described: {orders: moved}, versions})
    const status = await statusOfSecret(context, {secretId: 'prod/orders/db', full: false, naming})
    expect(status.line).toMatchObject({verdict: 'unknown', why: ['v-lost is newer, its writer unread']})
    expect(calls).toContain('trail PutSecretValue eu-central-1')
  })

  it('sends nobody to the doctor for a secret that a service owns', async () => {
    const owned = without(pendingSince(50, {owningService: 'rds', name: 'rds!cluster'}), 'rotationFunctionArn')
    const {context} = over({described: {'rds!': owned}})
    const status = await statusOfSecret(context, {secretId: 'rds!cluster', full: false, naming})
    expect(status.line.verdict).toBe('stuck')
    expect(status.next).toEqual(['secrot', 'versions', 'rds!cluster'])
  })
})
