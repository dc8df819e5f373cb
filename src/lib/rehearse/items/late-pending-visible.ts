import {fail, judged, pass, type Item} from '../item.ts'
import {latePending} from '../scenarios/late-pending.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {STEPS} from '../steps.ts'

export const latePendingVisible: Item = {
  id: 'late-pending-visible',
  class: 'mixing, concurrency, visibility',
  severity: 'high',
  rule: 'AWSPENDING invisible for up to 5 s after the Put is waited for, not answered by a second value',
  hint: 'Retry the read with back-off',
  kinds: 'any',
  cases({plain}) {
    if (!plain.rotation.ok) return [judged(plainRotation, () => ({verdict: 'skipped', reason: 'it does not rotate'}))]
    return STEPS.map(step =>
      judged(latePending(step), ({facts}) => {
        if (facts === undefined) return {verdict: 'skipped', reason: 'a step before it failed'}
        const expected = `${step} waits up to 5 s until the pending value can be seen`
        if (facts.before !== facts.after) return fail(expected, 'it stored a second value')
        return facts.result.ok ? pass : fail(expected, 'it failed')
      }),
    )
  },
}
