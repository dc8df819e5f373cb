import type {Rehearsals} from '../operations/context.ts'
import {hasRecords} from '../records/folder.ts'
import {keyOf} from '../rehearse/record.ts'

/** The records in the state folder. What reads them is loaded only where some are. */
export function rehearsalsIn(stateFolder: string): Rehearsals {
  const any = (): Promise<boolean> => Promise.resolve(hasRecords(stateFolder))
  return {
    any,
    async of(fn) {
      const key = keyOf(fn)
      if (key === undefined || !(await any())) return {kind: 'never'}
      const {lookUp} = await import('../records/look-up.ts')
      return lookUp(stateFolder, key)
    },
  }
}
