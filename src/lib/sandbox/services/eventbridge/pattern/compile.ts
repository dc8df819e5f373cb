/** Event patterns: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html. */
import {isPlainObject} from '../../../plain-object.ts'
import {fieldsOf, joined, together, type Elements, type Field} from './flatten.ts'
import {operatorTest} from './operators.ts'
import {onValue, PatternSyntaxError, type ValueTest} from './test.ts'

export type EventPattern = (event: Readonly<Record<string, unknown>>) => boolean

/** A field of a pattern and what may stand there: one of the tests must hold. */
interface Wanted {
  readonly path: string
  readonly tests: readonly ValueTest[]
}

/** Fields that must all hold; `$or` makes several of it. */
type Alternative = readonly Wanted[]

/** Alternatives that `$or` may make: the user guide's bound. */
const MOST_ALTERNATIVES = 1000

/** Reads a pattern. Throws PatternSyntaxError. */
export function compilePattern(text: string): EventPattern {
  const alternatives = alternativesOf('', parsed(text))
  return event => {
    const fields = fieldsOf(event)
    return alternatives.some(wanted => holds(wanted, fields, new Map()))
  }
}

function parsed(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new PatternSyntaxError((error as SyntaxError).message)
  }
  if (!isPlainObject(value)) throw new PatternSyntaxError('Filter is not an object')
  return value
}

function alternativesOf(path: string, pattern: Readonly<Record<string, unknown>>): readonly Alternative[] {
  const entries = Object.entries(pattern)
  if (entries.length === 0) throw new PatternSyntaxError('Empty objects are not allowed')
  return entries.reduce<readonly Alternative[]>(
    (before, [name, value]) => {
      const here =
        name === '$or' && isChoice(value) ? choicesOf(path, value) : ofMember(joined(path, name), name, value)
      if (before.length * here.length > MOST_ALTERNATIVES) throw new PatternSyntaxError('Rule is too complex')
      return before.flatMap(one => here.map(other => [...one, ...other]))
    },
    [[]],
  )
}

/** Otherwise `$or` is a field of that name. */
function isChoice(value: unknown): value is readonly Record<string, unknown>[] {
  return Array.isArray(value) && value.length > 1 && value.every(one => isPlainObject(one) && !isOperator(one))
}

function isOperator(one: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(one).some(name =>
    /^(?:exists|prefix|suffix|numeric|anything-but|cidr|wildcard|equals-)/.test(name),
  )
}

function choicesOf(path: string, choices: readonly Record<string, unknown>[]): readonly Alternative[] {
  return choices.flatMap(choice => alternativesOf(path, choice))
}

function ofMember(path: string, name: string, value: unknown): readonly Alternative[] {
  if (isPlainObject(value)) return alternativesOf(path, value)
  if (!Array.isArray(value)) throw new PatternSyntaxError(`"${name}" must be an object or an array`)
  if (value.length === 0) throw new PatternSyntaxError('Empty arrays are not allowed')
  return [[{path, tests: value.map(testOf)}]]
}

function testOf(value: unknown): ValueTest {
  if (Array.isArray(value)) throw new PatternSyntaxError('Match value must be String, number, true, false, or null')
  if (!isPlainObject(value)) return onValue(other => other === value)
  const [[operator, given] = ['', undefined], ...others] = Object.entries(value)
  if (others.length > 0) throw new PatternSyntaxError('Only one key allowed in match expression')
  return operatorTest(operator, given)
}

/** Whether all hold at once; fields of an array count together only within one of its elements. */
function holds(wanted: Alternative, fields: readonly Field[], chosen: Elements): boolean {
  const [first, ...others] = wanted
  if (first === undefined) return true
  const there = fields.filter(({path}) => path === first.path)
  if (there.length === 0 && first.tests.some(({kind}) => kind === 'absent')) return holds(others, fields, chosen)
  return there.some(({value, elements}) => {
    if (!first.tests.some(test => test.kind === 'value' && test.fits(value))) return false
    const both = together(chosen, elements)
    return both !== undefined && holds(others, fields, both)
  })
}
