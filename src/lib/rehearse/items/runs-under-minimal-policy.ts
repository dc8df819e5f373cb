import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {minimalPolicy, type MinimalPolicyFacts} from '../scenarios/minimal-policy.ts'

export const runsUnderMinimalPolicy: Item = {
  id: 'runs-under-minimal-policy',
  class: 'privilege',
  severity: 'high',
  rule: 'R and all retries pass under the policy made from its own call record',
  hint: 'Paste the generated policy',
  kinds: 'any',
  cases: plan => minimalPolicy(plan).map(scenario => judged(scenario, ({facts}) => judge(facts))),
}

function judge({free, bound, denied: [denied]}: MinimalPolicyFacts): CaseVerdict {
  const expected = 'it passes with the permissions that it has used before, and no other'
  if (bound === undefined) {
    return {verdict: 'skipped', reason: `${free.failed?.step ?? 'finishSecret'} fails with all permissions too`}
  }
  if (denied !== undefined) {
    return fail(expected, `${denied.service}:${denied.operation} in ${denied.step ?? 'a step'} was denied`)
  }
  return bound.ok ? pass : fail(expected, `${bound.failed?.step ?? 'finishSecret'} failed`)
}
