import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {Seen} from '../observation.ts'
import {decoys, type DecoyFacts} from '../scenarios/decoys.ts'

export const touchesOnlyItsTarget: Item = {
  id: 'touches-only-its-target',
  class: 'privilege',
  severity: 'critical',
  rule: 'No call names another secret, user, API or function',
  hint: "Take ids from the secret's own value or tags",
  kinds: 'any',
  cases: () => [judged(decoys, ({facts, seen}) => judge(facts, seen))],
}

function judge({foreign, othersChanged}: DecoyFacts, seen: readonly Seen[]): CaseVerdict {
  const expected = 'every call is about the secret in the event and its target'
  for (const {by, service, operation, asked} of seen) {
    if (by !== 'function') continue
    const touched = foreign.find(({id}) => asked.some(({resource}) => isAbout(resource, id)))
    if (touched !== undefined) return fail(expected, `${service}:${operation} was about ${touched.what}`)
  }
  return othersChanged ? fail(expected, 'something else at the target was changed') : pass
}

/** An ARN is the resource itself, the id of an API a part of it. */
const isAbout = (resource: string, id: string) => resource === id || resource.split(/[:/]/).includes(id)
