import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {Created} from '../scenarios/created.ts'
import {missingCurrent} from '../scenarios/missing-current.ts'
import {failsAnyway} from '../skips.ts'

export const missingCurrentNamed: Item = {
  id: 'missing-current-named',
  class: 'createSecret',
  severity: 'high',
  rule: 'No AWSCURRENT: clear error, nothing created',
  hint: 'Say "store a first value"',
  kinds: 'any',
  cases: plan => [judged(missingCurrent, ({facts}) => failsAnyway(plan) ?? judge(facts))],
}

/** Words that tell an operator what is missing. */
const SAYS_SO = /AWSCURRENT|(no|first|current|initial) (secret )?value|not? .*value|empty/i

function judge({result, before, after}: Created): CaseVerdict {
  const stored = Object.keys(after.values)[0]
  if (stored !== undefined)
    return fail('createSecret stores nothing where no version is AWSCURRENT', 'it stored a value')
  const made = Object.keys(after.credentials).find(id => before.credentials[id] === undefined)
  if (made !== undefined) return fail('createSecret makes no credential where no version is AWSCURRENT', 'it made one')
  if (result.ok) return fail('createSecret fails where no version is AWSCURRENT', 'it returned')
  const said = [result.error?.message, ...result.log].join('\n')
  return SAYS_SO.test(said) ? pass : fail('the error says that no version is AWSCURRENT', 'it says nothing of it')
}
