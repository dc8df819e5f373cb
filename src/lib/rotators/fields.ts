import {Refusal} from './refusal.ts'
import type {Settings} from './settings.ts'
import type {Place, StoredValue} from './stored-value.ts'

/** A field that a rotator needs, and by which names it is known. */
export interface Field {
  /** `accessKeyId`: what messages call it where a value has none. */
  readonly name: string
  /** Other names. Of all names neither case nor `_`, `-` and `.` count: `access_key_id`, `AccessKeyId`. */
  readonly also?: readonly string[]
  /** A setting that says the name, which then counts as it is written: `ACCESS_KEY_ID_FIELD`. */
  readonly setting: string
}

/**
 * Where a field stands in a value. undefined: the value has no such field. A value that is no JSON is `whole`, unless the
 * setting names a field. Refused: two fields that could be meant, JSON that is damaged.
 */
export function placeOf(value: StoredValue, field: Field, settings: Settings): Place | undefined {
  const names = value.fieldNames()
  const named = settings.text(field.setting)
  if (named !== undefined) return names?.includes(named) === true ? {field: named} : undefined
  if (names === undefined) return 'whole'
  const known = new Set([field.name, ...(field.also ?? [])].map(spelling))
  const [found, another] = names.filter(name => known.has(spelling(name)))
  if (another !== undefined)
    throw new Refusal(`fields ${found} and ${another} of ${value.of} may both be meant; ${field.setting} says which`)
  return found === undefined ? undefined : {field: found}
}

/** The same where the field has to be. */
export function requiredPlaceOf(value: StoredValue, field: Field, settings: Settings): Place {
  const place = placeOf(value, field, settings)
  if (place !== undefined) return place
  const named = settings.text(field.setting)
  throw new Refusal(
    named === undefined
      ? `${value.of} has no field ${field.name}; ${field.setting} can name another one`
      : `${value.of} has no field ${named}, which ${field.setting} names`,
  )
}

function spelling(name: string): string {
  return name.toLowerCase().replaceAll(/[_.-]/g, '')
}
