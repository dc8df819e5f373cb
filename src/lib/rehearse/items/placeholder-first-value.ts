import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {placeholders, type PlaceholderFacts} from '../scenarios/placeholder.ts'

export const placeholderFirstValue: Item = {
  id: 'placeholder-first-value',
  class: 'createSecret',
  severity: 'high',
  rule: 'The first rotation works from a placeholder, which is never used as a credential',
  hint: 'Ask the target whether it is a key; do not guess by length',
  kinds: ['add'],
  needsModel: true,
  cases: () => placeholders.map(scenario => judged(scenario, ({facts}) => judge(facts))),
}

function judge(facts: PlaceholderFacts | undefined): CaseVerdict {
  if (facts === undefined) return {verdict: 'skipped', reason: 'the value holds no credential of the target'}
  const {rotation, uses} = facts
  if (uses > 0) return fail('a placeholder is never used as a credential', 'the target was shown it')
  if (rotation.ok) return pass
  return fail('the first rotation from a placeholder succeeds', `${rotation.failed?.step ?? 'finishSecret'} failed`)
}
