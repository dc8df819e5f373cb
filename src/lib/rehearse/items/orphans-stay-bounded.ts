import {fail, judged, pass, type Item} from '../item.ts'
import {unlabelledAt} from '../retirements.ts'
import {tenFailing} from '../scenarios/orphans.ts'

export const orphansStayBounded: Item = {
  id: 'orphans-stay-bounded',
  class: 'overlap and retirement',
  severity: 'critical',
  rule: 'Ten failing rotations and one good one: every live credential is in a labelled version or retired',
  hint: 'as create-leaves-no-orphan',
  kinds: ['add'],
  needsModel: true,
  cases: plan => [
    judged(tenFailing(plan), ({end}) => {
      const left = unlabelledAt(end)
      if (left.length === 0) return pass
      const ids = left.map(({id}) => id.slice(-4)).join(', ')
      return fail(
        'every live credential is in a labelled version or retired',
        `in none of them: those ending in ${ids}`,
      )
    }),
  ],
}
