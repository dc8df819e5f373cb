import {fail, judged, pass, type CaseVerdict, type Item, type Plan} from '../item.ts'
import type {Cell} from '../cell.ts'
import {cellScenario, cellsOf, type CellFacts} from '../matrix.ts'
import type {Observation} from '../observation.ts'
import {callsOf} from '../plain-run.ts'
import {orphansAt} from '../safety.ts'

export const createLeavesNoOrphan: Item = {
  id: 'create-leaves-no-orphan',
  class: 'createSecret',
  severity: 'critical',
  rule: 'A credential made but not stored is found and removed, or reused, by the retry',
  hint: 'Before creating, list credentials younger than this version that no version holds',
  kinds: ['add'],
  needsModel: true,
  cases: plan => cellsBetween(plan).map(cell => judged(cellScenario(cell, plan), judge)),
}

const MAKES = /^Create(AccessKey|ApiKey)$/

/** Deaths after the credential was made and before its value was stored. */
function cellsBetween(plan: Plan): readonly Cell[] {
  const calls = callsOf(plan.plain, 'createSecret')
  const made = calls.findIndex(({operation}) => MAKES.test(operation)) + 1
  const stored = calls.findIndex(({operation}, at) => at >= made && operation === 'PutSecretValue') + 1
  if (made === 0 || stored === 0) return []
  return cellsOf(plan).filter(({step, call, mode}) => {
    if (step !== 'createSecret') return false
    return (call === made && mode === 'kill-after') || (call > made && call <= stored && mode === 'kill-before')
  })
}

function judge({samples, facts}: Observation<CellFacts>): CaseVerdict {
  const settled = samples.findLast(({after}) => after <= facts.retriedAt)
  const [orphan] = settled === undefined ? [] : orphansAt(settled)
  if (orphan === undefined) return pass
  const observed = `the one that ends in ${orphan.id.slice(-4)} is live and no labelled version holds it`
  return fail('after the retry every live credential is in a labelled version or retired', observed)
}
