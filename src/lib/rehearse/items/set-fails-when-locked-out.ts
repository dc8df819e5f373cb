import {fail, judged, pass, type Item} from '../item.ts'
import {lockedOut} from '../scenarios/set-secret.ts'
import {notPossible} from '../step-facts.ts'

export const setFailsWhenLockedOut: Item = {
  id: 'set-fails-when-locked-out',
  class: 'setSecret',
  severity: 'high',
  rule: 'No value logs in: fail, change nothing',
  hint: 'Say which versions were tried',
  kinds: ['rep'],
  needsModel: true,
  cases: () => [
    judged(lockedOut, ({facts}) => {
      if (facts === undefined) return notPossible
      const expected = 'setSecret fails and changes nothing where no value logs in'
      if (facts.result.ok) return fail(expected, 'it reported success')
      return facts.changed ? fail(expected, 'it changed the target') : pass
    }),
  ],
}
