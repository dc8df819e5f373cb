import {Refusal} from '../refusal.ts'
import type {StoredValue} from '../stored-value.ts'

/** Values whose fields may stand in a request, by what they are called there. */
export interface Sources {
  /** The value that is tried, or that is to be set. */
  readonly pending: StoredValue
  /** The one that the endpoint still takes. */
  readonly current?: StoredValue
}

/**
 * A text with fields of values in the place of `{{pending.password}}` and `{{current.password}}`. Refused: a field that is
 * not there or no text, and a value that this request has not got. `where`: `requests.test of AWSCURRENT`.
 */
export function filledText(text: string, sources: Sources, where: string): string {
  return text.replaceAll(/\{\{(.*?)\}\}/gs, (_, inside: string) => {
    const [, name, field] = /^(pending|current)\.(.+)$/s.exec(inside) ?? []
    const value = name === 'pending' ? sources.pending : name === 'current' ? sources.current : undefined
    if (value !== undefined && field !== undefined) return value.text({field})
    const names = sources.current === undefined ? '{{pending.FIELD}}' : '{{pending.FIELD}} and {{current.FIELD}}'
    throw new Refusal(`${where} cannot be used: its placeholders are ${names}, and it has another`)
  })
}
