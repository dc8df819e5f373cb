import type {World} from '../../kernel.ts'
import type {ApiKey, GraphqlApi, Place} from './entities.ts'
import {noSuchApi, noSuchKey} from './errors.ts'
import {isListed, isOfTheEndpoint} from './keys.ts'

interface Saved {
  readonly apis: ReadonlyMap<string, GraphqlApi>
  readonly keys: ReadonlyMap<string, readonly ApiKey[]>
}

/** APIs and keys of all accounts and regions. */
export class AppSyncState {
  readonly #world: World
  #apis = new Map<string, GraphqlApi>()
  /** Keys of each API in the order of their ids, deleted ones for as long as the endpoint still takes them. */
  #keys = new Map<string, readonly ApiKey[]>()

  constructor(world: World) {
    this.#world = world
  }

  /** Whichever account and region it is in. */
  api(id: string): GraphqlApi | undefined {
    return this.#apis.get(id)
  }

  /** Throws NotFoundException where somebody in `place` has no such API. */
  needApi({accountId, region}: Place, id: string): GraphqlApi {
    const api = this.#apis.get(id)
    if (api === undefined || api.accountId !== accountId || api.region !== region) throw noSuchApi(id)
    return api
  }

  /** By id. */
  apis({accountId, region}: Place): readonly GraphqlApi[] {
    return [...this.#apis.values()]
      .filter(api => api.accountId === accountId && api.region === region)
      .sort((one, other) => (one.id < other.id ? -1 : 1))
  }

  putApi(api: GraphqlApi): void {
    this.#apis.set(api.id, api)
  }

  removeApi(id: string): void {
    this.#apis.delete(id)
    this.#keys.delete(id)
  }

  /** The keys that AppSync lists: neither deleted by somebody nor, 60 days after their end, by AppSync itself. */
  keys(apiId: string): readonly ApiKey[] {
    const now = this.#world.clock.now()
    return this.#all(apiId).filter(key => isListed(key, now))
  }

  /** Throws NotFoundException. */
  needKey(apiId: string, id: string): ApiKey {
    const key = this.keys(apiId).find(one => one.id === id)
    if (key === undefined) throw noSuchKey(id)
    return key
  }

  /** The key as the endpoint meets it, deleted ones included. */
  keyAtEndpoint(apiId: string, id: string): ApiKey | undefined {
    return this.#all(apiId).find(key => key.id === id)
  }

  /** Adds a key or replaces it. */
  putKey(key: ApiKey): void {
    const {clock, switches} = this.#world
    const others = this.#all(key.apiId).filter(
      one => one.id !== key.id && isOfTheEndpoint(one, clock.now(), switches.apiKeySpreadMs),
    )
    const keys = [...others, key].sort((one, other) => (one.id < other.id ? -1 : 1))
    this.#keys.set(key.apiId, keys)
  }

  snapshot(): Saved {
    return {apis: new Map(this.#apis), keys: new Map(this.#keys)}
  }

  /** A state that was written before there was AppSync has none. */
  restore(snapshot: unknown): void {
    const saved = snapshot as Saved | undefined
    this.#apis = new Map(saved?.apis)
    this.#keys = new Map(saved?.keys)
  }

  #all(apiId: string): readonly ApiKey[] {
    return this.#keys.get(apiId) ?? []
  }
}
