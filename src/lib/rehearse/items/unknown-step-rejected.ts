import {judged, type Item} from '../item.ts'
import {judgeRefusals} from '../refusals.ts'
import {unknownSteps} from '../scenarios/wrong-event.ts'

export const unknownStepRejected: Item = {
  id: 'unknown-step-rejected',
  class: 'event and token',
  severity: 'high',
  rule: 'Any other Step fails without a mutating call',
  hint: 'Compare with the four names, raise otherwise',
  kinds: 'any',
  cases: () => [judged(unknownSteps, ({facts}) => judgeRefusals(...facts))],
}
