import type {HeaderFacts} from '../header.ts'

/** So many regions of one caller are named; of more the number is. */
const MOST_NAMED = 3

/** The lines above a fleet: one for each region of a single caller while they are few, else one for each caller. */
export function fleetHeaders(scopes: readonly HeaderFacts[]): readonly HeaderFacts[] {
  const callers = Map.groupBy(scopes, ({region: _each, ...caller}) =>
    JSON.stringify([caller.accountId, caller.callerArn, caller.profile, caller.endpointUrl]),
  )
  return [...callers.values()].flatMap(some => {
    const [first] = some
    if (first === undefined || (callers.size === 1 && some.length <= MOST_NAMED)) return some
    const named = some.map(({region}) => region).join(', ')
    return [{...first, region: some.length <= MOST_NAMED ? named : `${some.length} regions`}]
  })
}
