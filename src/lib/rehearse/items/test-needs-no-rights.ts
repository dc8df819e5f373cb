import {fail, judged, pass, type Item} from '../item.ts'
import {testWithoutRights} from '../scenarios/without-rights.ts'
import {callName, resultOf, unreached} from '../step-facts.ts'

export const testNeedsNoRights: Item = {
  id: 'test-needs-no-rights',
  class: 'testSecret',
  severity: 'medium',
  rule: 'It passes with a credential that may do nothing',
  hint: 'GetCallerIdentity needs no permission',
  kinds: ['add'],
  provider: 'iam',
  needsModel: true,
  cases: () => [
    judged(testWithoutRights, ({facts}) => {
      const test = resultOf(facts, 'testSecret')
      if (test === undefined) return unreached(facts, 'testSecret')
      if (test.ok) return pass
      const denied = test.calls.find(({error}) => error?.code.startsWith('AccessDenied') === true)
      if (denied === undefined) return {verdict: 'skipped', reason: 'testSecret failed for another reason'}
      return fail('testSecret passes with a user who may do nothing', `${callName(denied)} was denied, and it failed`)
    }),
  ],
}
