import {fail, judged, pass, type Item} from '../item.ts'
import {blockedTest} from '../scenarios/test-secret.ts'

export const testFailsOnRejectedValue: Item = {
  id: 'test-fails-on-rejected-value',
  class: 'testSecret',
  severity: 'critical',
  rule: 'If the target rejects pending (and still takes current), the step fails',
  hint: 'Do not test with the default credentials',
  kinds: ['add', 'alt', 'rep'],
  needsModel: true,
  cases: () => [
    judged(blockedTest, ({facts}) => {
      if (facts === undefined) return {verdict: 'skipped', reason: 'no value came as far as testSecret'}
      if (!facts.ok) return pass
      return fail('testSecret fails while the target refuses the pending value', 'it reported success')
    }),
  ],
}
