import {isDeepStrictEqual} from 'node:util'

import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {objectIn} from '../scenarios/first-values.ts'
import {ADDED, moreFields, type NewValueFacts} from '../scenarios/new-value.ts'
import {notReached} from '../skips.ts'

export const createKeepsOtherFields: Item = {
  id: 'create-keeps-other-fields',
  class: 'createSecret',
  severity: 'high',
  rule: 'Fields it does not rotate are carried over unchanged',
  hint: 'Copy the parsed current value, replace one field',
  kinds: 'any',
  cases: () => [judged(moreFields, ({facts}) => judge(facts))],
}

function judge(facts: NewValueFacts | undefined): CaseVerdict {
  if (facts === undefined) return {verdict: 'skipped', reason: 'the value is no JSON object'}
  const {rotation, before, after} = facts
  if (after === undefined) return notReached(rotation)
  const kept = objectIn(after)
  const old = objectIn(before)!
  const expected = 'fields that are not rotated stay as they are'
  if (kept === undefined) return fail(expected, 'the new value is no JSON object')
  const lost = Object.keys(old).find(name => !Object.hasOwn(kept, name))
  if (lost !== undefined) return fail(expected, `field ${lost} is gone`)
  const changed = Object.keys(ADDED).find(name => !isDeepStrictEqual(kept[name], old[name]))
  return changed === undefined ? pass : fail(expected, `field ${changed} was changed`)
}
