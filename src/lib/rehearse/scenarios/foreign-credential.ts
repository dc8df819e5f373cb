import type {Scenario} from '../item.ts'
import {passPeriod, rotateOrRepair} from './rotations.ts'

/** What became of credentials that this secret has nothing to do with. */
export interface ForeignCredential {
  /** Absent: the target can have no other. */
  readonly foreign?: 'active' | 'retiring' | 'disabled' | 'gone'
  /** Other users or APIs are as they were. */
  readonly othersUntouched: boolean
}

/** R×3 beside a credential that was made by hand and that no version ever held. */
export const foreignCredential: Scenario<ForeignCredential> = {
  name: 'foreign-credential',
  async play(bench) {
    const {target} = bench
    const before = await target.othersState()
    const id = await target.addForeign?.()
    for (let round = 0; round < 3; round += 1) {
      if (round > 0) await passPeriod(bench)
      await rotateOrRepair(bench)
    }
    const othersUntouched = (await target.othersState()) === before
    if (id === undefined) return {othersUntouched}
    const left = (await target.credentials()).find(credential => credential.id === id)
    return {othersUntouched, foreign: left?.state ?? 'gone'}
  },
}
