import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {newValue, type NewValueFacts} from '../scenarios/new-value.ts'
import {shapeChange} from '../shape.ts'
import {notReached} from '../skips.ts'

export const createKeepsShape: Item = {
  id: 'create-keeps-shape',
  class: 'createSecret',
  severity: 'critical',
  rule: 'The new value parses like the current one: same fields and types, plain stays plain',
  hint: 'Do not store a bare password where consumers parse JSON',
  kinds: 'any',
  cases: () => [judged(newValue, ({facts}) => judge(facts))],
}

function judge(facts: NewValueFacts | undefined): CaseVerdict {
  if (facts === undefined) return {verdict: 'skipped', reason: 'the first value is binary'}
  const {rotation, before, after} = facts
  if (after === undefined) return notReached(rotation)
  const change = shapeChange(before, after)
  return change === undefined ? pass : fail('the new value has the fields and types of the one before', change)
}
