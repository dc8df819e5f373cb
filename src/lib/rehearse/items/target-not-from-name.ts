import {fail, judged, pass, type Item} from '../item.ts'
import {misleadingName} from '../scenarios/misleading-name.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {notPossible} from '../step-facts.ts'

export const targetNotFromName: Item = {
  id: 'target-not-from-name',
  class: 'mixing, concurrency, visibility',
  severity: 'critical',
  rule: "User or API is not cut out of the secret's name or ARN",
  hint: 'Field in the value, or a tag',
  kinds: ['add', 'rep', 'alt'],
  needsModel: true,
  cases({plain}) {
    // What does not rotate at all tells nothing of names.
    if (!plain.rotation.ok) return [judged(plainRotation, () => ({verdict: 'skipped', reason: 'it does not rotate'}))]
    return [1, 2, 3].map(nth =>
      judged(misleadingName(nth), ({facts}) => {
        if (facts === undefined) return notPossible
        const expected = 'the function changes what the value names, whatever the secret is called'
        if (facts.othersChanged) return fail(expected, 'it changed what the name of the secret points at')
        const {failed} = facts.rotation
        if (failed !== undefined) return fail(expected, `${failed.step} failed for a secret with another name`)
        return facts.accepted ? pass : fail(expected, 'the target does not take the new value')
      }),
    )
  },
}
