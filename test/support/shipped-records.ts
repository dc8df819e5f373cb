import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {RECORDS_FILE} from '../../src/lib/operations/demo-records.ts'
import {parseRecordsFile} from '../../src/lib/records/parse.ts'
import type {RehearsalRecord} from '../../src/lib/rehearse/record.ts'
import {demoFolder} from '../../src/lib/sandbox/index.ts'

/** The records that come with the demo. */
export async function shippedRecords(): Promise<readonly RehearsalRecord[]> {
  const parsed = parseRecordsFile(await readFile(join(demoFolder(), RECORDS_FILE), 'utf8'))
  return parsed.kind === 'records' ? parsed.records : []
}
