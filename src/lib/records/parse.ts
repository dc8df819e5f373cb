import * as v from 'valibot'
import {breachText, jsonOf, shown} from '../plan/breach.ts'
import {unclearJson} from '../plan/exact-keys.ts'
import {keyText, type RehearsalRecord} from '../rehearse/record.ts'
import {recordsFileSchema, recordSchema} from './schema.ts'

/** Records, or why the text holds none: the place and what is allowed there. Text from the file stands in JSON's escapes. */
export type ParsedRecords =
  | {readonly kind: 'records'; readonly records: readonly RehearsalRecord[]}
  | {readonly kind: 'invalid'; readonly reason: string}

/** Reads the text of one kept record. */
export function parseRecord(text: string): ParsedRecords {
  return parsed(text, recordSchema, 'a record', record => [record])
}

/** Reads the text of an exported file. */
export function parseRecordsFile(text: string): ParsedRecords {
  return parsed(text, recordsFileSchema, 'a file of records', file => file.records)
}

function parsed<Output>(
  text: string,
  schema: v.GenericSchema<unknown, Output>,
  whole: string,
  recordsIn: (output: Output) => readonly RehearsalRecord[],
): ParsedRecords {
  const json = jsonOf(text)
  if (json === undefined) return {kind: 'invalid', reason: 'it is not JSON'}
  const unclear = unclearJson(text)
  if (unclear !== undefined) return {kind: 'invalid', reason: unclear}
  const found = v.safeParse(schema, json, {abortEarly: true})
  if (!found.success) return {kind: 'invalid', reason: breachText(found.issues[0], whole)}
  const records = recordsIn(found.output)
  const reason = records.map(contradiction).find(one => one !== undefined) ?? twice(records)
  return reason === undefined ? {kind: 'records', records} : {kind: 'invalid', reason}
}

/** A verdict that its own items do not bear out: somebody wrote into the file. */
function contradiction({verdict, items, rehearsedAt}: RehearsalRecord): string | undefined {
  const found = Object.entries(items)
  const failed = found.find(([, item]) => item === 'fail')
  const erred = found.find(([, item]) => item === 'error')
  if (verdict === 'conformant' && failed !== undefined) return `its verdict is conformant, and ${failed[0]} failed`
  if ((verdict === 'conformant' || verdict === 'usable') && erred !== undefined)
    return `its verdict is ${verdict}, and ${erred[0]} ended with an error`
  const at = new Date(rehearsedAt)
  const exists = !Number.isNaN(at.getTime()) && at.toISOString() === rehearsedAt
  return exists ? undefined : `rehearsedAt is ${shown(rehearsedAt)}; allowed: a time that exists`
}

function twice(records: readonly RehearsalRecord[]): string | undefined {
  const keys = new Set<string>()
  for (const [index, {key}] of records.entries()) {
    const text = keyText(key)
    if (keys.has(text)) return `records[${index}].key stands twice`
    keys.add(text)
  }
  return undefined
}
