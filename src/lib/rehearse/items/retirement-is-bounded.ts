import {fail, judged, pass, type Item} from '../item.ts'
import {rotations} from '../scenarios/rotations.ts'

/** AppSync lets a key expire a day ahead at the least and on full hours only. */
const RETIRING_MS = 26 * 3_600_000
const DAY_MS = 24 * 3_600_000

export const retirementIsBounded: Item = {
  id: 'retirement-is-bounded',
  class: 'overlap and retirement',
  severity: 'high',
  rule: 'Never above the limit; each credential is retired within 2 periods + window + 26 h of its making',
  hint: 'AppSync: in finishSecret just before the move; IAM: in createSecret, see Retired',
  kinds: ['add'],
  needsModel: true,
  cases: () => [
    judged(rotations, ({facts: {limit = Number.POSITIVE_INFINITY, periodMs, windowMs}, samples}) => {
      const oldest = 2 * periodMs + windowMs + RETIRING_MS
      for (const {at, live = []} of samples) {
        if (live.length > limit) return fail(`at most ${limit} credentials`, `there were ${live.length}`)
        const old = live.find(({state, createdAt}) => state === 'active' && at - createdAt > oldest)
        if (old === undefined) continue
        const age = Math.floor((at - old.createdAt) / DAY_MS)
        const observed = `the credential ending in ${old.id.slice(-4)} was still active after ${age} days`
        return fail(`each credential is retired within ${Math.ceil(oldest / DAY_MS)} days of its making`, observed)
      }
      return pass
    }),
  ],
}
