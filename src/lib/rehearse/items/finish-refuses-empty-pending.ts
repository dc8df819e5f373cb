import {fail, judged, pass, type Item} from '../item.ts'
import {holderOf} from '../labels.ts'
import {finishOnEmptyPending} from '../scenarios/finish-secret.ts'
import {short} from '../step-facts.ts'

export const finishRefusesEmptyPending: Item = {
  id: 'finish-refuses-empty-pending',
  class: 'finishSecret',
  severity: 'critical',
  rule: 'A version without a value is never promoted',
  hint: 'Read the version first',
  kinds: 'any',
  cases: () => [
    judged(finishOnEmptyPending, ({facts: {result, before, after}}) => {
      const expected = 'finishSecret fails for a version without a value, and moves nothing'
      const current = holderOf(after, 'AWSCURRENT')
      if (current !== holderOf(before, 'AWSCURRENT')) return fail(expected, `it made ${short(current)} AWSCURRENT`)
      return result.ok ? fail(expected, 'it reported success') : pass
    }),
  ],
}
