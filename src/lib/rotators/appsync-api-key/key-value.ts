import {placeOf, requiredPlaceOf} from '../fields.ts'
import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import {tagOf} from '../settings.ts'
import type {Place, StoredValue} from '../stored-value.ts'
import {API_ID, API_KEY} from './key-fields.ts'

/** What functions with one API for all secrets call it in their environment. */
const OLD_VARIABLES = ['API_ID', 'APPSYNC_API_ID', 'GRAPHQL_API_ID']

/** A value as this rotator reads it. */
export interface KeyValue {
  readonly apiId: string
  /** The function's environment alone names the API: to be believed only where that API has the key. */
  readonly isGuess: boolean
  /** What stands in the place of the key: a first value may hold anything. */
  readonly key: string
  readonly place: Place
}

/**
 * Reads a value: the API is named by the secret's tag or in the value, and last by the environment of the function, as those
 * do that are made for one API. Refused: no key, no API, or two of them.
 */
export function keyValueOf(value: StoredValue, context: Pick<RotatorContext, 'secret' | 'settings'>): KeyValue {
  const place = requiredPlaceOf(value, API_KEY, context.settings)
  const key = value.secret(place)
  const tag = context.secret.tags[tagOf('API_ID')]
  const named = apiIdIn(value, context)
  if (tag !== undefined && named !== undefined && tag !== named)
    throw new Refusal(`the tag ${tagOf('API_ID')} and ${value.of} name different APIs`)
  const apiId = tag ?? named
  if (apiId !== undefined) return {apiId, isGuess: false, key, place}
  const guess = OLD_VARIABLES.map(name => context.settings.text(name)).find(text => text)
  if (guess === undefined)
    throw new Refusal(
      `nothing names the API: neither field ${API_ID.name} of ${value.of} nor the tag ${tagOf('API_ID')}`,
    )
  return {apiId: guess, isGuess: true, key, place}
}

function apiIdIn(value: StoredValue, {settings}: Pick<RotatorContext, 'settings'>): string | undefined {
  if (value.fieldNames() === undefined) return undefined
  const place = placeOf(value, API_ID, settings)
  return place === undefined ? undefined : value.text(place)
}
