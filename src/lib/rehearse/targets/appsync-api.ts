import {hash} from 'node:crypto'
import type {Sandbox} from '../../sandbox/index.ts'
import {keepAll} from '../engine/kept.ts'
import {Uses} from '../engine/uses.ts'
import type {Credential, Standing, Target} from '../target.ts'
import {stringsIn} from '../value-strings.ts'
import {FirstSeen} from './first-seen.ts'
import {mappedValue} from './mapped-value.ts'
import type {StagedTarget} from './staged.ts'

/** Keys of an API, expired ones included. https://docs.aws.amazon.com/general/latest/gr/appsync.html */
const MOST_KEYS = 50
const KEY_DAYS = 364
/** A key that ends so soon is retired. */
const RETIRING_MS = 26 * 60 * 60 * 1000

const NOTHING: Standing = {acceptedNow: false, active: false}

/** An API of the sandbox whose key is rotated, beside an API of somebody else. */
export function stageAppSyncApi(sandbox: Sandbox, name: string): StagedTarget {
  const {accountId, region, appsync} = sandbox
  const place = {accountId, region}
  const api = appsync.createApi({...place, name})
  const first = appsync.createKey(api.apiId, {expiresInDays: KEY_DAYS})
  const decoy = appsync.createApi({...place, name: `${name}-of-somebody-else`})
  const decoyKey = appsync.createKey(decoy.apiId, {expiresInDays: KEY_DAYS})
  const firstSeen = new FirstSeen(() => sandbox.clock.now())
  const keys = () => appsync.keys(api.apiId)
  const heldBy = (value: string) => keys().find(({id}) => stringsIn(value).includes(id))
  const uses = new Uses({
    isOf: (presented, value) => stringsIn(value).includes(presented),
    idOf: presented => (keys().some(({id}) => id === presented) ? idOf(presented) : undefined),
  })

  const credentialOf = ({id: key, expires}: ReturnType<typeof keys>[number]): Credential => {
    const id = idOf(key)
    const left = expires - sandbox.clock.now()
    return {
      id,
      createdAt: firstSeen.of(id),
      state: left <= 0 ? 'disabled' : left <= RETIRING_MS ? 'retiring' : 'active',
      endsAt: expires,
      isIn: value => stringsIn(value).includes(key),
    }
  }
  const target: Target = {
    kind: 'appsync-api',
    title: `AppSync API ${name}`,
    hasModel: true,
    isImmediate: true,
    limit: MOST_KEYS,
    standing(value) {
      const key = heldBy(value)
      if (key === undefined) return NOTHING
      return {acceptedNow: appsync.accepts(api.apiId, key.id), active: key.expires > sandbox.clock.now()}
    },
    credentials: () =>
      keys()
        .map(credentialOf)
        .toSorted((one, other) => one.createdAt - other.createdAt),
    state: () => digestOf([keys(), appsync.keys(decoy.apiId)]),
    othersState: () => digestOf(appsync.keys(decoy.apiId)),
    uses: () => uses.list(),
    block(value, on) {
      const key = heldBy(value)
      if (key !== undefined) appsync.blockKey(api.apiId, key.id, on)
    },
    ofSomebodyElse(value) {
      const key = heldBy(value)
      // The endpoint goes with the key, or it would be no valid credential; the API that is named stays.
      return key === undefined ? value : mappedValue(value, {[key.id]: decoyKey, [api.url]: decoy.url})
    },
    addForeign: () => idOf(appsync.createKey(api.apiId, {expiresInDays: KEY_DAYS})),
    withKeyOfItsOwn(value) {
      const key = heldBy(value)
      if (key === undefined) return value
      return mappedValue(value, {[key.id]: appsync.createKey(api.apiId, {expiresInDays: KEY_DAYS})})
    },
    use(value) {
      const key = heldBy(value)
      if (key === undefined) return
      const script = {now: () => sandbox.clock.now(), invocation: () => undefined}
      uses.note({presented: key.id, accepted: appsync.accepts(api.apiId, key.id)}, script)
    },
    delay(ms) {
      sandbox.switches.turn({apiKeySpreadMs: ms})
    },
    misleadingNames: [decoy.apiId, `team/${name}-of-somebody-else`, `appsync/${decoy.apiId}/key`],
  }
  return {
    target,
    fields: {apiId: api.apiId, apiName: name, url: api.url, apiKey: first},
    issued: () => [api, decoy].flatMap(({apiId}) => appsync.keys(apiId).map(({id}) => id)),
    noteCall({service, input, error}, actor) {
      if (service !== 'graphql' || ![api.apiId, decoy.apiId].includes(String(input['apiId']))) return
      uses.note({presented: String(input['key']), accepted: error?.status !== 401}, actor)
    },
    noteRefusedKey() {},
    begin() {
      uses.clear()
      firstSeen.clear()
    },
    keep: () => keepAll([uses, firstSeen])!,
  }
}

const digestOf = (state: unknown) => hash('sha256', JSON.stringify(state))

/** Names a key, which is its own id, without revealing it. */
const idOf = (key: string) => `${hash('sha256', key).slice(0, 16)}-${key.slice(-4)}`
