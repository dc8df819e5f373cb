/** APIs and keys made, read and blocked without requests, for scenarios and checkers. */
import type {World} from '../../kernel.ts'
import {apiArn} from './arns.ts'
import type {ApiKey} from './entities.ts'
import {noSuchApi} from './errors.ts'
import {newApiId} from './ids.ts'
import {changed, DAY_MS, deletionOf, endOfLife, expiryOf, isAccepted, newKey, usableFrom} from './keys.ts'
import type {AppSyncState} from './state.ts'
import {urlOf} from './views.ts'

export interface ApiSeed {
  readonly accountId: string
  readonly region: string
  /** Absent: `api`. */
  readonly name?: string
}

/** A key as AppSync lists it; all times are virtual epoch milliseconds. */
export interface ApiKeyFacts {
  readonly id: string
  readonly expires: number
  readonly deletes: number
  readonly description?: string
  /** From when on the endpoint takes it for what it is now. */
  readonly usableAt: number
}

export interface AppSyncSetup {
  /** An API that takes keys. */
  createApi(seed: ApiSeed): {readonly apiId: string; readonly arn: string; readonly url: string}
  /** Answers the key, which works at once. Limits of its number do not hold here, those of its life do. */
  createKey(apiId: string, key?: {readonly expiresInDays?: number; readonly description?: string}): string
  /** By id. */
  keys(apiId: string): readonly ApiKeyFacts[]
  /** Whether the endpoint would let it in now. No attempt, so nothing is recorded. */
  accepts(apiId: string, key: string): boolean
  /** At once, whatever the spreading. */
  deleteKey(apiId: string, key: string): void
  /** Makes the endpoint refuse a key that AppSync still lists, or take it again. */
  blockKey(apiId: string, key: string, blocked: boolean): void
}

/** Throws NotFoundException, as requests do, for an API or a key that is not there. */
export function appSyncSetup(world: World, state: AppSyncState): AppSyncSetup {
  const {clock} = world
  const factsOf = (key: ApiKey): ApiKeyFacts => ({
    id: key.id,
    expires: expiryOf(key),
    deletes: deletionOf(key),
    ...(key.description === undefined ? {} : {description: key.description}),
    usableAt: usableFrom(key, world.switches.apiKeySpreadMs),
  })
  return {
    createApi({accountId, region, name = 'api'}) {
      const id = newApiId(() => world.random())
      state.putApi({id, accountId, region, name, authenticationType: 'API_KEY', settings: {}})
      return {apiId: id, arn: apiArn({accountId, region}, id), url: urlOf(world.url(), id)}
    },
    createKey(apiId, {expiresInDays, description} = {}) {
      if (state.api(apiId) === undefined) throw noSuchApi(apiId)
      const now = clock.now()
      const expires = endOfLife(expiresInDays === undefined ? undefined : now + expiresInDays * DAY_MS, now)
      const key = newKey(world, {apiId, description, expires}, true)
      state.putKey(key)
      return key.id
    },
    keys: apiId => state.keys(apiId).map(factsOf),
    accepts(apiId, id) {
      const key = state.keyAtEndpoint(apiId, id)
      return key !== undefined && isAccepted(key, clock.now(), world.switches.apiKeySpreadMs)
    },
    deleteKey(apiId, id) {
      state.putKey(changed(state.needKey(apiId, id), {at: Number.NEGATIVE_INFINITY, to: 'deleted'}))
    },
    blockKey(apiId, id, blocked) {
      const {blocked: _before, ...key} = state.needKey(apiId, id)
      state.putKey(blocked ? {...key, blocked: true} : key)
    },
  }
}
