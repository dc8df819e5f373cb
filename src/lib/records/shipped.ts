import {join} from 'node:path'
import {SecrotError} from '../errors.ts'
import type {RehearsalRecord} from '../rehearse/record.ts'
import {parseRecordsFile} from './parse.ts'
import {SHIPPED_RECORDS, shippedText} from './shipped-text.ts'

/**
 * Records that come with secrot. Unlike an imported file they are part of the program, as the code is that they are about,
 * so whoever installed it may own them. None where there is no such file. Throws SHIPPED_RECORDS_INVALID (exit 1).
 */
export async function shippedRecords(folder: string): Promise<readonly RehearsalRecord[]> {
  const text = await shippedText(folder)
  if (text === undefined) return []
  const parsed = parseRecordsFile(text)
  if (parsed.kind === 'records') return parsed.records
  throw new SecrotError({
    code: 'SHIPPED_RECORDS_INVALID',
    message: `${join(folder, SHIPPED_RECORDS)} holds no records: ${parsed.reason}.`,
    hint: 'It comes with secrot; install it again.',
  })
}
