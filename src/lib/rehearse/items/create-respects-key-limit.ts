import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {Created} from '../scenarios/created.ts'
import {allTaken, withinOverlap} from '../scenarios/key-limit.ts'

export const createRespectsKeyLimit: Item = {
  id: 'create-respects-key-limit',
  class: 'createSecret',
  severity: 'critical',
  rule: 'At the limit it fails clearly, or frees a provable orphan of its own or (IAM) the key that Retired allows; nothing else',
  hint: 'Never make room by deleting "the other key"',
  kinds: ['add'],
  needsModel: true,
  cases: () => [allTaken, withinOverlap].map(scenario => judged(scenario, ({facts}) => judge(facts))),
}

function judge(facts: Created | undefined): CaseVerdict {
  if (facts === undefined) return {verdict: 'skipped', reason: 'the limit of the target was not reached'}
  const {before, result, after} = facts
  const isActive = (state: typeof before, id: string) => state.credentials[id] === 'active'
  const lost = Object.keys(before.credentials).find(id => isActive(before, id) && !isActive(after, id))
  if (lost !== undefined) {
    const what = after.credentials[lost] === undefined ? 'deleted' : 'disabled'
    return fail(
      'createSecret leaves every key alone that may be in use',
      `${what} the one that ends in ${lost.slice(-4)}`,
    )
  }
  const made = Object.keys(after.credentials).some(id => before.credentials[id] === undefined)
  if (made) return pass
  if (result.ok) return fail('createSecret fails where there is no room', 'it returned without a new credential')
  return result.end === 'failed' ? pass : fail('createSecret fails with an error', 'it did not end by itself')
}
