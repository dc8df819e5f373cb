import {sameKey, type RecordKey, type Rehearsal, type RehearsalRecord} from '../rehearse/record.ts'
import {shippedRecords} from './shipped.ts'
import {recordOf} from './store.ts'

// A module of its own, so that only runs that find records load what reads them.

/** What was rehearsed here of one function. */
export function lookUp(stateFolder: string, key: RecordKey): Promise<Rehearsal> {
  return recordOf(stateFolder, key)
}

/** What comes with secrot of one function. Throws SHIPPED_RECORDS_INVALID (exit 1). */
export async function lookUpShipped(folder: string, key: RecordKey): Promise<Rehearsal> {
  const record = (await shippedRecords(folder)).find(one => sameKey(one.key, key))
  return record === undefined ? {kind: 'never'} : {kind: 'record', record}
}

/** Kind of the packaged rotator that has this code; undefined: none has. Throws SHIPPED_RECORDS_INVALID (exit 1). */
export async function shippedKind(folder: string, codeSha256: string): Promise<RehearsalRecord['kind'] | undefined> {
  return (await shippedRecords(folder)).find(({key}) => key.codeSha256 === codeSha256)?.kind
}
