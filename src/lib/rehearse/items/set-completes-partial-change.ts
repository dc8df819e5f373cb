import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {faultOnChange, partialChange} from '../scenarios/set-secret.ts'

export const setCompletesPartialChange: Item = {
  id: 'set-completes-partial-change',
  class: 'setSecret',
  severity: 'high',
  rule: 'With several targets, a retry completes the ones not done',
  hint: 'Check each target by itself',
  kinds: ['rep'],
  needsModel: true,
  cases({plain}) {
    const fault = faultOnChange(plain, 2, 'server-error')
    if (fault === undefined) return [judged(plainRotation, () => oneTarget)]
    return [
      judged(partialChange(fault), ({facts: {retry, accepted}}) => {
        const expected = 'the retry brings every target to the pending value'
        if (!accepted) return fail(expected, 'one of them does not take it')
        return retry.ok ? pass : fail(expected, `${retry.failed?.step ?? 'finishSecret'} failed in the retry`)
      }),
    ]
  },
}

const oneTarget: CaseVerdict = {verdict: 'skipped', reason: 'setSecret makes no more than one change'}
