import {Sensitive} from '../sensitive.ts'
import {exactFieldsOf} from './values.ts'

/** A member of a value that is a JSON object: a string bare, anything else as JSON. undefined: there is none. */
export function fieldIn(value: Sensitive, name: string): Sensitive | undefined {
  const fields = exactFieldsOf(value)
  if (fields === undefined || !Object.hasOwn(fields, name)) return undefined
  const field = fields[name]
  return new Sensitive(typeof field === 'string' ? field : JSON.stringify(field))
}

/** Names of the members; undefined: the value is no JSON object. */
export function fieldNames(value: Sensitive): readonly string[] | undefined {
  const fields = exactFieldsOf(value)
  return fields === undefined ? undefined : Object.keys(fields)
}
