import {newValue} from '../../probes/new-value.ts'
import type {Sensitive} from '../../sensitive.ts'
import type {GivenValue} from '../put-options.ts'

/**
 * The value that the secret of a rehearsal begins with, as `put` takes one: text, without the line break that ends standard
 * input. Throws VALUE_NOT_TEXT, VALUE_EMPTY and VALUE_TOO_LARGE (exit 2).
 */
export function initialValue({value, source}: GivenValue): Sensitive {
  return newValue(value, {binary: false, dropLineBreak: source === 'stdin'})
}
