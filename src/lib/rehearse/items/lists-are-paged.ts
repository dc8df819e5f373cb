import {fail, judged, pass, type CaseVerdict, type Item, type Plan} from '../item.ts'
import type {Observation} from '../observation.ts'
import {orphansAt} from '../safety.ts'
import {pagedOrphan, pagedRotations, type Paged} from '../scenarios/paged.ts'
import {plainRotation} from '../scenarios/rotation.ts'

export const listsArePaged: Item = {
  id: 'lists-are-paged',
  class: 'mixing, concurrency, visibility',
  severity: 'high',
  rule: 'More items than a page are all seen',
  hint: 'Follow the token',
  kinds: 'any',
  cases(plan) {
    if (!plan.plain.rotation.ok)
      return [judged(plainRotation, () => ({verdict: 'skipped', reason: 'it does not rotate'}))]
    return [
      judged(pagedRotations, seen => judgePaged(seen, plan)),
      ...(plan.kind === 'add' ? [judged(pagedOrphan(plan), seen => judgePaged(seen, plan))] : []),
    ]
  },
}

function judgePaged({facts: {rotation, end, foreign}}: Observation<Paged>, {kind}: Plan): CaseVerdict {
  const expected = 'the function sees all entries of lists that come in pages'
  if (!rotation.ok) return fail(expected, `${rotation.failed?.step ?? 'finishSecret'} failed`)
  if (kind !== 'add') return pass
  const gone = foreign.find(id => end.live?.find(one => one.id === id)?.state !== 'active')
  if (gone !== undefined) return fail(expected, 'it ended a credential that no version ever held')
  const orphan = orphansAt(end).find(({id}) => !foreign.includes(id))
  return orphan === undefined ? pass : fail(expected, `the credential ending in ${orphan.id.slice(-4)} was left behind`)
}
