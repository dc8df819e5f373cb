import {fail, judged, pass, type Item} from '../item.ts'
import {foreignCredential} from '../scenarios/foreign-credential.ts'

export const retiresOnlyItsOwn: Item = {
  id: 'retires-only-its-own',
  class: 'overlap and retirement',
  severity: 'critical',
  rule: 'A key that no version of this secret ever held is not touched',
  hint: 'Match ids from versions, not "all others"',
  kinds: ['add'],
  needsModel: true,
  cases: () => [
    judged(foreignCredential, ({facts: {foreign, othersUntouched}}) => {
      if (!othersUntouched) return fail('other users and APIs are not touched', 'something of them changed')
      if (foreign === undefined) return {verdict: 'skipped', reason: 'this target has no other credentials'}
      const expected = 'a credential that no version ever held is left alone'
      return foreign === 'active' ? pass : fail(expected, foreign === 'gone' ? 'it was deleted' : `it is ${foreign}`)
    }),
  ],
}
