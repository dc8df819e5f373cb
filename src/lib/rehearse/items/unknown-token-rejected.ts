import {judged, type Item} from '../item.ts'
import {judgeRefusals} from '../refusals.ts'
import {unknownTokens} from '../scenarios/wrong-token.ts'

export const unknownTokenRejected: Item = {
  id: 'unknown-token-rejected',
  class: 'event and token',
  severity: 'critical',
  rule: 'A token that names no version of the secret fails',
  hint: 'DescribeSecret first; token must be in VersionIdsToStages',
  kinds: 'any',
  cases: () => [judged(unknownTokens, ({facts}) => judgeRefusals(facts))],
}
