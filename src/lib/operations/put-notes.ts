import {endsWithLineBreak} from '../probes/new-value.ts'
import {fieldNames} from '../probes/fields.ts'
import type {PutDraft} from './put-draft.ts'
import type {MadeValue} from './put-value.ts'

/** What may be said of the new value: its shape, where it came from, and what somebody may not have meant. */
export function valueNotes({made, old, stored, versionId}: Pick<PutDraft, 'made' | 'old' | 'stored' | 'versionId'>) {
  const {value, binary, given, field} = made
  const from = {prompt: 'typed here', stdin: 'from standard input', file: 'from the file'}[given.source]
  const kind = binary ? 'binary' : fieldNames(value) === undefined ? 'text' : 'a JSON object'
  const whole = `${kind}, ${value.byteLength} bytes`
  const lines = field === undefined ? [`${whole}, ${from}`] : [fieldNote(field, from), `${whole} in all`]
  if (!binary && given.source === 'file' && endsWithLineBreak(given.value))
    lines.push('it ends with a line break, which is stored with it')
  const names = old.current === undefined || old.current.binary ? undefined : fieldNames(old.current.value)
  if (names !== undefined && fieldNames(value) === undefined)
    lines.push(`the value in use is a JSON object with ${listed(names)}, and this one is not: --field sets one of them`)
  if (stored) lines.push(`an earlier run stored it already, as ${versionId}`)
  return lines
}

function fieldNote({name, was, others}: NonNullable<MadeValue['field']>, from: string): string {
  const keeps = others.length === 0 ? 'there are no others' : `keeps ${listed(others)} as they are`
  if (was === undefined) return `field ${name}, ${from}, is added: it was not there; ${keeps}`
  const type = was === 'string' ? '' : `, where there was no text (${was})`
  return `field ${name}, ${from}, in place of the one that is there${type}; ${keeps}`
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'no fields' : names.join(', ')
}
