import {fail, judged, pass, type Item} from '../item.ts'
import {judgeRetirements} from '../retirements.ts'
import {rotations} from '../scenarios/rotations.ts'

export const retirementDisablesFirst: Item = {
  id: 'retirement-disables-first',
  class: 'overlap and retirement',
  severity: 'high',
  rule: 'Never deleted while active: disabled first, then proof that the current key works, then deleted; both in one invocation only as Retired allows',
  hint: 'Inactive, GetCallerIdentity with the current key, Delete (AppSync: shorten expires)',
  kinds: ['add'],
  needsModel: true,
  cases: plan => [
    judged(rotations, observation => {
      const breach = judgeRetirements(observation, plan)
      return breach === undefined ? pass : fail(breach.expected, breach.observed)
    }),
  ],
}
