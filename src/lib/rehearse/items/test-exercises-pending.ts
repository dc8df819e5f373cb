import {fail, judged, pass, type Item} from '../item.ts'
import {usesOfPending} from '../scenarios/test-secret.ts'
import {resultOf, unreached} from '../step-facts.ts'

export const testExercisesPending: Item = {
  id: 'test-exercises-pending',
  class: 'testSecret',
  severity: 'critical',
  rule: 'The target sees at least one use of the pending value',
  hint: 'Make a real call with the new credential; reading the secret is no test',
  kinds: ['add', 'alt', 'rep'],
  needsModel: true,
  cases: () => [
    judged(usesOfPending, ({facts: {rotation, ofPending, hidden}}) => {
      if (resultOf(rotation, 'testSecret')?.ok !== true) return unreached(rotation, 'testSecret')
      const uses = ofPending.filter(({step}) => step === 'testSecret')
      if (uses.some(({accepted}) => accepted)) return pass
      if (uses.length === 0 && hidden) return {verdict: 'skipped', reason: 'nobody saw what was used at the target'}
      const observed = uses.length === 0 ? 'testSecret never used it' : 'the target refused it each time'
      return fail('testSecret uses the pending value at the target', observed)
    }),
  ],
}
