import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {setAfterDeniedPut, setOnEmptyPending} from '../scenarios/set-secret.ts'
import type {StepOnTarget} from '../scenarios/target-change.ts'
import {callName, changesTarget} from '../step-facts.ts'

export const setAfterPendingStored: Item = {
  id: 'set-after-pending-stored',
  class: 'setSecret',
  severity: 'critical',
  rule: 'The target is changed only when the new value is readable as AWSPENDING',
  hint: 'Store first, set second; do not generate in setSecret (add: creating the credential in createSecret is judged by the orphan rules instead)',
  kinds: 'any',
  cases: plan => [
    judged(setOnEmptyPending, ({facts: {set}}) => judgeSet(set)),
    judged(setAfterDeniedPut, ({facts: {create, set}}) => {
      // Beside the old credential a new one may be made first: what becomes of it is the orphan rules' matter.
      if (plan.kind === 'add' || !create.changed) return judgeSet(set)
      return fail(expected, 'createSecret changed it although its value could not be stored')
    }),
  ],
}

const expected = 'the target stays as it is while the pending version has no value'

function judgeSet({result, changed}: StepOnTarget): CaseVerdict {
  const change = result.calls.find(changesTarget)
  if (change !== undefined) return fail(expected, `setSecret called ${callName(change)}`)
  return changed ? fail(expected, 'setSecret changed it') : pass
}
