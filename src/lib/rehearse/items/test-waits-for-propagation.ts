import {fail, judged, pass, type Item} from '../item.ts'
import {delayedKey} from '../scenarios/delayed-key.ts'
import {notPossible} from '../step-facts.ts'

export const testWaitsForPropagation: Item = {
  id: 'test-waits-for-propagation',
  class: 'testSecret',
  severity: 'critical',
  rule: 'A new key that works only after 0, 5, 15, 25 s passes; one that never works fails in time',
  hint: 'Poll with back-off up to 30 s',
  kinds: ['add'],
  needsModel: true,
  cases: () => [
    ...[0, 5, 15, 25].map(seconds =>
      judged(delayedKey(seconds), ({facts}) => {
        if (facts === undefined) return notPossible
        if (facts.ok) return pass
        const observed = `${facts.failed?.step ?? 'finishSecret'} failed`
        return fail(`a rotation passes whose key works after ${seconds} s`, observed)
      }),
    ),
    judged(delayedKey('never'), ({facts}) => {
      if (facts === undefined) return notPossible
      const expected = 'a key that never works fails the step before its time limit'
      if (facts.failed === undefined) return fail(expected, 'the rotation went through')
      return facts.failed.end === 'timed-out' ? fail(expected, `${facts.failed.step} ran into its time limit`) : pass
    }),
  ],
}
