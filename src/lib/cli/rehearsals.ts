import type {Rehearsals} from '../operations/context.ts'
import {hasRecords} from '../records/folder.ts'
import {hasShipped, shippedText} from '../records/shipped-text.ts'
import {keyOf, type RecordKey, type Rehearsal} from '../rehearse/record.ts'

/**
 * The records in the state folder, and those of the packaged rotators, which came with them (`packagedFolder`): what was
 * rehearsed here comes first. What reads records is loaded only where some are.
 */
export function rehearsalsIn(stateFolder: string, packagedFolder: string): Rehearsals {
  const kept = async (key: RecordKey): Promise<Rehearsal> => {
    if (!hasRecords(stateFolder)) return {kind: 'never'}
    const {lookUp} = await import('../records/look-up.ts')
    return lookUp(stateFolder, key)
  }
  const shipped = async (key: RecordKey): Promise<Rehearsal> => {
    const text = await shippedText(packagedFolder)
    if (text?.includes(key.codeSha256) !== true) return {kind: 'never'}
    const {lookUpShipped} = await import('../records/look-up.ts')
    return lookUpShipped(packagedFolder, key)
  }
  return {
    async packagedKind(codeSha256) {
      const text = await shippedText(packagedFolder)
      if (text?.includes(codeSha256) !== true) return undefined
      const {shippedKind} = await import('../records/look-up.ts')
      return shippedKind(packagedFolder, codeSha256)
    },
    any: () => Promise.resolve(hasRecords(stateFolder) || hasShipped(packagedFolder)),
    async of(fn) {
      const key = keyOf(fn)
      if (key === undefined) return {kind: 'never'}
      const found = await kept(key)
      return found.kind === 'never' ? shipped(key) : found
    },
  }
}
