import type {HeaderFacts} from '../header.ts'

/** So many regions of one caller have a line each; more are one line with their number. */
const MOST_LINES = 3

/** The lines above a fleet: where its parts come from. */
export function fleetHeaders(scopes: readonly HeaderFacts[]): readonly HeaderFacts[] {
  const callers = Map.groupBy(scopes, ({region: _each, ...caller}) =>
    JSON.stringify([caller.accountId, caller.callerArn, caller.profile, caller.endpointUrl]),
  )
  return [...callers.values()].flatMap(some => {
    const [first] = some
    if (first === undefined || some.length <= MOST_LINES) return some
    return [{...first, region: `${some.length} regions`}]
  })
}
