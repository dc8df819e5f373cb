import type {RecordKey, Rehearsal} from '../rehearse/record.ts'
import {recordOf} from './store.ts'

/** What is known of one function. A module of its own, so that only runs that find records load what reads them. */
export function lookUp(stateFolder: string, key: RecordKey): Promise<Rehearsal> {
  return recordOf(stateFolder, key)
}
