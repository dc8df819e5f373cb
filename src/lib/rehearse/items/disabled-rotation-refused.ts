import {judged, type CaseVerdict, type Item} from '../item.ts'
import {judgeRefusals} from '../refusals.ts'
import {cancelledBeforeEach, type CancelledFacts} from '../scenarios/cancelled.ts'
import {notReached} from '../skips.ts'

export const disabledRotationRefused: Item = {
  id: 'disabled-rotation-refused',
  class: 'event and token',
  severity: 'high',
  rule: 'Rotation off or cancelled between steps: fail, change nothing',
  hint: 'Check RotationEnabled (it may be absent)',
  kinds: 'any',
  cases: () => cancelledBeforeEach.map(scenario => judged(scenario, ({facts}) => judge(facts))),
}

function judge({so, result, before, after}: CancelledFacts): CaseVerdict {
  if (result === undefined || before === undefined || after === undefined) return notReached(so)
  return judgeRefusals({sent: [{what: `${result.step} after CancelRotateSecret`, result}], before, after})
}
