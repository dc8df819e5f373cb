import {placeOf, requiredPlaceOf} from '../fields.ts'
import {Refusal} from '../refusal.ts'
import type {RotatorContext} from '../rotator.ts'
import {tagOf} from '../settings.ts'
import type {StoredValue} from '../stored-value.ts'
import {ACCESS_KEY_ID, SECRET_ACCESS_KEY, USER} from './key-fields.ts'

/** An access key as a secret holds it. */
export interface Credential {
  readonly userName: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** The value with another key in its place. */
  with(accessKeyId: string, secretAccessKey: string): StoredValue
}

type Setup = Pick<RotatorContext, 'secret' | 'settings'>

/** Refused where a part is missing. A first value may hold anything as the key, but never as the user. */
export function credentialIn(value: StoredValue, setup: Setup): Credential {
  const [idPlace, secretPlace] = [ACCESS_KEY_ID, SECRET_ACCESS_KEY].map(field =>
    requiredPlaceOf(value, field, setup.settings),
  )
  if (idPlace === undefined || secretPlace === undefined || idPlace === 'whole')
    throw new Refusal(`the value of ${value.of} is not a JSON object`)
  return {
    userName: userNameIn(value, setup),
    accessKeyId: value.text(idPlace),
    secretAccessKey: value.secret(secretPlace),
    with: (accessKeyId, secretAccessKey) => value.with([idPlace, accessKeyId], [secretPlace, secretAccessKey]),
  }
}

/**
 * The user is never cut out of the name of the secret: a tag of the secret names it, a field of the value, or, for what an
 * older function had as its only user, the variable USER_NAME.
 */
function userNameIn(value: StoredValue, {secret, settings}: Setup): string {
  const tagged = secret.tags[tagOf('USER_NAME')]
  const place = placeOf(value, USER, settings)
  const field = place === undefined ? undefined : value.text(place)
  if (tagged !== undefined && field !== undefined && tagged !== field)
    throw new Refusal(`the tag ${tagOf('USER_NAME')} and the value of ${value.of} name different users`)
  const name = tagged ?? field ?? settings.text('USER_NAME')
  if (name) return name
  throw new Refusal(`${value.of} has no field username, and no tag ${tagOf('USER_NAME')} names the user`)
}
