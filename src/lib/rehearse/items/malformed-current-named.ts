import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {StepResult} from '../observation.ts'
import {fieldValues, wholeValues, type MalformedFacts} from '../scenarios/malformed.ts'
import {differenceOf} from '../scenarios/state.ts'
import {shapeOf} from '../shape.ts'
import {failsAnyway} from '../skips.ts'

export const malformedCurrentNamed: Item = {
  id: 'malformed-current-named',
  class: 'createSecret',
  severity: 'high',
  rule: 'A current value it cannot use gives an error naming secret and field; nothing is created',
  hint: 'Validate before creating',
  kinds: 'any',
  cases: plan =>
    [...wholeValues, ...fieldValues(plan)].map(scenario =>
      judged(scenario, ({facts}) => failsAnyway(plan) ?? judge(facts)),
    ),
}

function judge(facts: MalformedFacts): CaseVerdict {
  const {what, field, arn, name, created} = facts
  const {result, before, after} = created
  if (result.ok) return judgeUse(facts)
  const difference = differenceOf(before, after)
  if (difference !== undefined) return fail(`${what} leaves everything as it is`, difference)
  const said = saidBy(result)
  if (!said.includes(arn) && !said.includes(name)) return fail(`the error for ${what} names the secret`, 'it does not')
  if (field === undefined || isNamed(field, said.replaceAll(name, ''))) return pass
  return fail(`the error for ${what} names the field ${field}`, 'it does not')
}

/** It could use the value after all, if what it made of it is of the same kind. */
function judgeUse({what, field, current, created}: MalformedFacts): CaseVerdict {
  if (field !== undefined) return pass
  const made = created.after.values[created.token]
  if (made === undefined) return fail(`createSecret fails for ${what}`, 'it returned without a new value')
  if (current === undefined) return fail(`createSecret fails for ${what}`, 'it replaced it by a text')
  const [old, now] = [current, made].map(value => shapeOf(value).get(''))
  return old === now && now !== 'a JSON object' ? pass : fail(`createSecret fails for ${what}`, `it stored ${now}`)
}

/** Everything that an operator can read of an invocation. */
function saidBy({error, log}: StepResult): string {
  return [error?.type, error?.message, ...log].join('\n')
}

/** As a word of its own: `password` is not in `GetRandomPassword`. */
function isNamed(field: string, said: string): boolean {
  return new RegExp(`(?<!\\w)${field.replaceAll(/[^\w]/g, '\\$&')}(?!\\w)`).test(said)
}
