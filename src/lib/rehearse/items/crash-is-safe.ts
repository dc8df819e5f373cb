import {fail, judged, pass, type CaseVerdict, type Item, type Plan} from '../item.ts'
import {cellScenario, everyCell, type CellFacts} from '../matrix.ts'
import type {Observation} from '../observation.ts'
import {breachesOf, orphansAt} from '../safety.ts'

export const crashIsSafe: Item = {
  id: 'crash-is-safe',
  class: 'crash matrix',
  severity: 'critical',
  rule: 'No cell has a moment without a working labelled credential, or ends with an orphan',
  hint: 'The first unsafe cell and its calls are shown; replay it with --cell',
  kinds: 'any',
  cases: plan => everyCell(plan).map(cell => judged(cellScenario(cell, plan), seen => judgeSafety(seen, plan))),
}

/** Safety up to the end of the service's own retry: what an operator does afterwards is not the function's. */
export function judgeSafety(observation: Observation<CellFacts>, plan: Plan): CaseVerdict {
  const {facts, samples, leaks} = observation
  const [breach] = breachesOf(observation, plan.kind, facts.repairedAt ?? Number.POSITIVE_INFINITY)
  if (breach !== undefined) return fail(breach.expected, breach.observed)
  const settled = samples.findLast(({after}) => after <= facts.retriedAt)
  const [orphan] = settled === undefined || plan.kind !== 'add' ? [] : orphansAt(settled)
  if (orphan !== undefined) {
    const observed = `the credential ending in ${orphan.id.slice(-4)} is live and no labelled version holds it`
    return fail('after the retry every live credential is in a labelled version or retired', observed)
  }
  const leak = leaks[0]
  if (leak !== undefined)
    return fail('no secret byte leaves the function', `a piece of a secret is in the ${leak.where}`)
  return pass
}
