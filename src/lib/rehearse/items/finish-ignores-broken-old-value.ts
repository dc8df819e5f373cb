import {fail, judged, pass, type Item} from '../item.ts'
import {brokenOldValue} from '../scenarios/finish-secret.ts'
import {resultOf, unreached, wrongLabels} from '../step-facts.ts'

export const finishIgnoresBrokenOldValue: Item = {
  id: 'finish-ignores-broken-old-value',
  class: 'finishSecret',
  severity: 'high',
  rule: 'An unparsable current or previous value does not block promotion',
  hint: 'Read only what the step needs',
  kinds: 'any',
  cases: () =>
    (['AWSCURRENT', 'AWSPREVIOUS'] as const).map(label =>
      judged(brokenOldValue(label), ({facts}) => {
        if (facts === undefined) return {verdict: 'skipped', reason: 'the first rotation failed'}
        const {rotation, before, after} = facts
        const finish = resultOf(rotation, 'finishSecret')
        if (finish === undefined) return unreached(rotation, 'finishSecret')
        if (!finish.ok) return fail(`finishSecret promotes although the value of ${label} is damaged`, 'it failed')
        return wrongLabels(before, after, rotation.token) ?? pass
      }),
    ),
}
