import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {SecrotError} from '../errors.ts'
import {parseRecordsFile} from '../records/parse.ts'
import {saveRecord} from '../records/store.ts'
import type {RehearsalRecord} from '../rehearse/record.ts'

/** Lies beside the code that it is about; `npm run demo:record` writes it. */
export const RECORDS_FILE = 'rehearsals.json'

/**
 * Puts the records that come with the demo into the state folder of its own runs. Unlike an imported file they are part of
 * the program, as the code is that they are about, so whoever installed it may own them. Throws DEMO_RECORDS_INVALID and
 * RECORDS_NOT_WRITABLE (exit 1).
 */
export async function keepDemoRecords(demoFolder: string, stateFolder: string): Promise<readonly RehearsalRecord[]> {
  const path = join(demoFolder, RECORDS_FILE)
  const parsed = parseRecordsFile(await readFile(path, 'utf8'))
  if (parsed.kind === 'invalid')
    throw new SecrotError({code: 'DEMO_RECORDS_INVALID', message: `${path} holds no records: ${parsed.reason}.`})
  for (const record of parsed.records) await saveRecord(stateFolder, record)
  return parsed.records
}
