import {fail, pass, type Item} from '../item.ts'
import {unusedActions, wideStatements} from '../shipped-policy.ts'

export const policyFitsUse: Item = {
  id: 'policy-fits-use',
  class: 'privilege',
  severity: 'medium',
  rule: 'The policy it ships allows no unused action and no wildcard that could be an ARN',
  hint: 'Drop what is listed',
  kinds: 'any',
  conclude(calls, {shippedPolicy}) {
    if (shippedPolicy === undefined) return {verdict: 'skipped', reason: 'no policy came with the function'}
    const expected = 'every allowed action is used, on resources that are named'
    const needs = calls.flatMap(call => call.needs)
    const unused = unusedActions(shippedPolicy, needs)
    if (unused.length > 0) return fail(expected, `never used: ${unused.join(', ')}`)
    const wide = wideStatements(shippedPolicy, needs)
    return wide.length === 0 ? pass : fail(expected, `allowed on everything: ${wide.join(', ')}`)
  },
}
