import {judged, type Item} from '../item.ts'
import {judgeRefusals} from '../refusals.ts'
import {unlabelledTokens} from '../scenarios/wrong-token.ts'

export const unlabelledTokenRejected: Item = {
  id: 'unlabelled-token-rejected',
  class: 'event and token',
  severity: 'critical',
  rule: 'A version that is neither pending nor current is never rotated to',
  hint: "Require AWSPENDING on the token's version",
  kinds: 'any',
  cases: () => [judged(unlabelledTokens, ({facts}) => judgeRefusals(facts))],
}
