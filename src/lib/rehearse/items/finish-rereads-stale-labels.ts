import {fail, judged, pass, type Item} from '../item.ts'
import {holderOf} from '../labels.ts'
import {finishOnStaleLabels} from '../scenarios/finish-secret.ts'
import {short} from '../step-facts.ts'

export const finishRereadsStaleLabels: Item = {
  id: 'finish-rereads-stale-labels',
  class: 'finishSecret',
  severity: 'high',
  rule: 'A stale description leads to a re-read, not to a wrong move or a lasting failure',
  hint: 'On InvalidParameter describe again',
  kinds: 'any',
  cases: () => [
    judged(finishOnStaleLabels, ({facts}) => {
      if (facts === undefined) return {verdict: 'skipped', reason: 'no rotation came to its end'}
      const expected = 'finishSecret reads the labels again where those it saw were old'
      const current = holderOf(facts.after, 'AWSCURRENT')
      if (current !== holderOf(facts.before, 'AWSCURRENT'))
        return fail(expected, `it moved AWSCURRENT to ${short(current)}`)
      return facts.again.ok ? pass : fail(expected, 'it failed')
    }),
  ],
}
