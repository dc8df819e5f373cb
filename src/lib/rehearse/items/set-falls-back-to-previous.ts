import {fail, judged, pass, type Item} from '../item.ts'
import {targetOneBack} from '../scenarios/set-secret.ts'
import {notPossible} from '../step-facts.ts'

export const setFallsBackToPrevious: Item = {
  id: 'set-falls-back-to-previous',
  class: 'setSecret',
  severity: 'high',
  rule: 'A target still on the previous value is brought to pending',
  hint: 'Log in with pending, then current, then previous',
  kinds: ['rep'],
  needsModel: true,
  cases: () => [
    judged(targetOneBack, ({facts}) => {
      if (facts === undefined) return notPossible
      const expected = 'setSecret brings a target that is on the value of AWSPREVIOUS to the pending one'
      if (!facts.set.ok) return fail(expected, 'setSecret failed')
      return facts.accepted ? pass : fail(expected, 'the target does not take the pending value')
    }),
  ],
}
