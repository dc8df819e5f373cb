/** Conditions: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html. */
import {operators} from './operators.ts'
import type {Lookup} from './pattern.ts'
import type {ConditionEntry} from './document.ts'

interface OperatorName {
  readonly base: string
  readonly quantifier: 'any' | 'all' | undefined
  readonly ifExists: boolean
}

function readOperator(name: string): OperatorName {
  const [, set, rest = ''] = /^(?:(ForAnyValue|ForAllValues):)?(.*)$/i.exec(name) ?? []
  const ifExists = /IfExists$/i.test(rest)
  return {
    base: rest.toLowerCase().replace(/ifexists$/, ''),
    quantifier: set === undefined ? undefined : set.toLowerCase() === 'foranyvalue' ? 'any' : 'all',
    ifExists,
  }
}

/** Whether an operator exists; checked when a policy is stored. */
export function isConditionOperator(name: string): boolean {
  const {base} = readOperator(name)
  return base === 'null' || operators.has(base)
}

export type Condition = (lookup: Lookup) => boolean

/** Compiles one operator and key. Unknown operators never hold: a policy with one cannot be stored. */
export function compileCondition(entry: ConditionEntry, variables: boolean): Condition {
  const key = entry.key.toLowerCase()
  const {base, quantifier, ifExists} = readOperator(entry.operator)
  if (base === 'null') {
    return lookup => entry.values.includes(String(lookup(key) === undefined))
  }
  const operator = operators.get(base)
  if (operator === undefined) return () => false
  const wanted = entry.values.map(value => operator.compile(value, variables))
  const fits = (value: string, lookup: Lookup): boolean =>
    wanted.some(comparison => comparison(value, lookup)) !== operator.negated
  return lookup => {
    const values = lookup(key)
    if (values === undefined || values.length === 0) {
      if (quantifier === 'any') return ifExists
      return ifExists || quantifier === 'all' || operator.negated
    }
    if (quantifier === 'all') return values.every(value => fits(value, lookup))
    if (quantifier === 'any') return values.some(value => fits(value, lookup))
    // Without a quantifier a negated operator must hold for every value, a plain one for at least one.
    return operator.negated ? values.every(value => fits(value, lookup)) : values.some(value => fits(value, lookup))
  }
}
