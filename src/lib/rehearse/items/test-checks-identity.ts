import {fail, judged, pass, type Item} from '../item.ts'
import {otherIdentity} from '../scenarios/other-identity.ts'
import {notPossible} from '../step-facts.ts'

export const testChecksIdentity: Item = {
  id: 'test-checks-identity',
  class: 'testSecret',
  severity: 'high',
  rule: 'A valid credential of somebody else fails',
  hint: "Compare the caller's ARN or API id",
  kinds: ['add'],
  needsModel: true,
  cases: () => [
    judged(otherIdentity('testSecret'), ({facts}) => {
      if (facts === undefined) return notPossible
      if (!facts.result.ok) return pass
      return fail('testSecret fails for a valid credential of somebody else', 'it reported success')
    }),
  ],
}
