import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {holderOf} from '../labels.ts'
import type {Observation} from '../observation.ts'
import {deniedRetirement, type DeniedRetirement} from '../scenarios/denied-retirement.ts'
import {struckIn} from '../scenarios/denied.ts'
import {namesCode, toldBy} from '../told.ts'
import {unlabelledAt} from '../retirements.ts'

export const failedRetirementRetried: Item = {
  id: 'failed-retirement-retried',
  class: 'overlap and retirement',
  severity: 'high',
  rule: 'A failed disable or delete is logged with its code and tried again next time',
  hint: 'Do not swallow; do not undo the promotion',
  kinds: ['add'],
  needsModel: true,
  cases: plan => deniedRetirement(plan).map(scenario => judged(scenario, judgeDenied)),
}

function judgeDenied({facts: {operation, denied, last}, end}: Observation<DeniedRetirement>): CaseVerdict {
  if (denied === undefined) return {verdict: 'skipped', reason: `it never calls ${operation}`}
  const code = struckIn(denied)[0]?.error
  if (!namesCode(toldBy(denied), code)) {
    return fail(`log or error of ${denied.step} has the code of the failed ${operation}`, 'neither has it')
  }
  if (last === undefined || holderOf(end.labels, 'AWSCURRENT') !== last) {
    return fail(`rotations go on once ${operation} works again`, 'the last one failed')
  }
  const [left] = unlabelledAt(end)
  if (left === undefined) return pass
  const observed = `the credential ending in ${left.id.slice(-4)} is active and no labelled version holds it`
  return fail(`the failed ${operation} is tried again`, observed)
}
