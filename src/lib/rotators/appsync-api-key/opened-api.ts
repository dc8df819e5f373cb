import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import type {StoredValue} from '../stored-value.ts'
import {GraphqlApi, type ApiKey} from './graphql-api.ts'
import {keyValueOf, type KeyValue} from './key-value.ts'

/** The API that a value is of, with its keys. */
export interface OpenedApi {
  readonly api: GraphqlApi
  readonly keys: readonly ApiKey[]
  readonly value: KeyValue
  /** The key that stands in the value. undefined: what stands there is no key of the API. */
  readonly key: ApiKey | undefined
}

/** Reads a value and lists the keys of its API. Refused: the API is only guessed, and has not got the key. */
export async function openApi(stored: StoredValue, context: RotatorContext): Promise<OpenedApi> {
  const value = keyValueOf(stored, context)
  const api = new GraphqlApi(value.apiId, context)
  const keys = await api.keys()
  const key = keys.find(({id}) => id === value.key)
  if (key === undefined && value.isGuess)
    throw new Refusal(
      `API ${value.apiId}, which the function's environment names, has not got the key of ${stored.of}: ` +
        'field apiId or the tag secrot:api-id can name another one',
    )
  return {api, keys, value, key}
}

/** The same for AWSPENDING, and the key that it is to replace. */
export interface OpenedPending extends OpenedApi {
  readonly key: ApiKey
  /** The key of AWSCURRENT. undefined: what it holds is none. */
  readonly current: ApiKey | undefined
}

/** Refused: what AWSPENDING holds is no key of the API that AWSCURRENT names. */
export async function openPending(context: RotatorContext): Promise<OpenedPending> {
  const pending = await context.pending()
  const current = keyValueOf(await context.current(), context)
  const {key, ...opened} = await openApi(pending, context)
  if (opened.value.apiId !== current.apiId) throw new Refusal('AWSPENDING and AWSCURRENT name different APIs')
  if (key === undefined) throw new Refusal(`what AWSPENDING holds is no key of API ${current.apiId}`)
  return {...opened, key, current: opened.keys.find(({id}) => id === current.key)}
}
