import type {Rehearsals} from '../operations/context.ts'
import {keyOf} from '../rehearse/record.ts'

/** The records in the state folder. What reads them is loaded only where some are. */
export function rehearsalsIn(stateFolder: string): Rehearsals {
  const any = async (): Promise<boolean> => (await import('../records/folder.ts')).hasRecords(stateFolder)
  return {
    any,
    async of(fn) {
      const key = keyOf(fn)
      if (key === undefined || !(await any())) return {kind: 'never'}
      const {recordOf} = await import('../records/store.ts')
      return recordOf(stateFolder, key)
    },
  }
}
