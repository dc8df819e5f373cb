import {fail, judged, pass, type Item} from '../item.ts'
import {handWriteBefore} from '../scenarios/hand-write.ts'
import {STEPS} from '../steps.ts'
import {short} from '../step-facts.ts'

export const handWriteRespected: Item = {
  id: 'hand-write-respected',
  class: 'mixing, concurrency, visibility',
  severity: 'critical',
  rule: 'A value written by hand mid-rotation ends it: later steps fail and never move AWSCURRENT off it',
  hint: 'Re-check AWSPENDING in every step',
  kinds: 'any',
  cases: () =>
    STEPS.map(step =>
      judged(handWriteBefore(step), ({facts}) => {
        if (facts === undefined) return {verdict: 'skipped', reason: 'a step before it failed'}
        const expected = 'a value written by hand stays AWSCURRENT, and the steps after it fail'
        if (facts.current !== facts.written) return fail(expected, `AWSCURRENT was moved to ${short(facts.current)}`)
        const ok = facts.later.find(result => result.ok)
        return ok === undefined ? pass : fail(expected, `${ok.step} reported success`)
      }),
    ),
}
