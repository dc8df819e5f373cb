import {fail, judged, pass, type Item} from '../item.ts'
import {holderOf} from '../labels.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {short, unreached} from '../step-facts.ts'

export const rollbackStillWorks: Item = {
  id: 'rollback-still-works',
  class: 'overlap and retirement',
  severity: 'high',
  rule: 'Right after R the AWSPREVIOUS value is accepted',
  hint: 'Retire it a period later as Retired says, not in this rotation',
  kinds: ['add', 'alt'],
  needsModel: true,
  cases: () => [
    judged(plainRotation, ({facts, end: {labels, accepted = [], live = []}}) => {
      if (!facts.ok) return unreached(facts, 'finishSecret')
      const previous = holderOf(labels, 'AWSPREVIOUS')
      const expected = 'after the rotation the target accepts AWSPREVIOUS'
      if (previous === undefined) return fail(expected, 'no version is AWSPREVIOUS')
      if (!accepted.includes(previous)) return fail(expected, `it refused ${short(previous)}`)
      // What was just disabled may still be taken for some seconds.
      const isEnded = live.some(({state, versions}) => state === 'disabled' && versions.includes(previous))
      return isEnded ? fail(expected, `the credential of ${short(previous)} is disabled`) : pass
    }),
  ],
}
