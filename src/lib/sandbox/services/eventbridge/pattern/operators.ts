/** Operators of event patterns; texts of their refusals are recorded against AWS (LocalStack, test_events_patterns). */
import {isPlainObject} from '../../../plain-object.ts'
import {cidr} from './cidr.ts'
import {numeric} from './numeric.ts'
import {onText, onValue, PatternSyntaxError, type ValueTest} from './test.ts'
import {compileWildcard} from './wildcard.ts'

type TextTest = (text: string) => boolean

const startsWith =
  (prefix: string): TextTest =>
  text =>
    text.startsWith(prefix)
const endsWith =
  (suffix: string): TextTest =>
  text =>
    text.endsWith(suffix)
const equalsIgnoreCase =
  (wanted: string): TextTest =>
  text =>
    folded(text) === folded(wanted)

/** The test of `{operator: given}`. Throws PatternSyntaxError. */
export function operatorTest(operator: string, given: unknown): ValueTest {
  switch (operator) {
    case 'prefix':
    case 'suffix':
      return onText(edge(operator, given))
    case 'equals-ignore-case':
    case 'wildcard':
      if (typeof given !== 'string') throw mustBeText(operator)
      return onText(operator === 'wildcard' ? compileWildcard(given) : equalsIgnoreCase(given))
    case 'exists':
      if (typeof given !== 'boolean') throw new PatternSyntaxError('exists match pattern must be either true or false.')
      return given ? onValue(() => true) : {kind: 'absent'}
    case 'numeric':
      return numeric(given)
    case 'cidr':
      return cidr(given)
    case 'anything-but':
      return anythingBut(given)
    default:
      throw new PatternSyntaxError(`Unrecognized match type ${operator}`)
  }
}

function edge(operator: 'prefix' | 'suffix', given: unknown): TextTest {
  const test = operator === 'prefix' ? startsWith : endsWith
  if (typeof given === 'string') return test(given)
  const inner = isPlainObject(given) ? given['equals-ignore-case'] : undefined
  if (typeof inner !== 'string') throw mustBeText(operator)
  return text => test(folded(inner))(folded(text))
}

/** A field that is there and is none of these. */
function anythingBut(given: unknown): ValueTest {
  if (isPlainObject(given)) return butTexts(given)
  const excluded = Array.isArray(given) ? (given as unknown[]) : [given]
  if (!excluded.every(value => typeof value === 'string' || typeof value === 'number')) {
    throw new PatternSyntaxError(
      Array.isArray(given)
        ? 'Inside anything but list, start|null|boolean is not supported.'
        : 'Value of anything-but must be an array or single string/number value.',
    )
  }
  if (excluded.length === 0) throw new PatternSyntaxError('Empty arrays are not allowed')
  return onValue(value => !excluded.includes(value as string | number))
}

const BUT: Readonly<Record<string, {readonly test: (wanted: string) => TextTest; readonly wrong: string}>> = {
  prefix: {test: startsWith, wrong: 'prefix/suffix match pattern must be a string'},
  suffix: {test: endsWith, wrong: 'prefix/suffix match pattern must be a string'},
  wildcard: {test: compileWildcard, wrong: 'wildcard match pattern must be a string'},
  'equals-ignore-case': {
    test: equalsIgnoreCase,
    wrong: 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  },
}

function butTexts(given: Readonly<Record<string, unknown>>): ValueTest {
  const [[operator, wanted] = ['', undefined], ...others] = Object.entries(given)
  const but = Object.hasOwn(BUT, operator) ? BUT[operator] : undefined
  if (but === undefined || others.length > 0) {
    throw new PatternSyntaxError(`Unsupported anything-but pattern: ${operator}`)
  }
  if (isPlainObject(wanted)) {
    throw new PatternSyntaxError('Value of anything-but must be an array or single string/number value.')
  }
  const list = Array.isArray(wanted) ? (wanted as unknown[]) : [wanted]
  const tests = list.map(one => {
    if (typeof one !== 'string') throw new PatternSyntaxError(but.wrong)
    if (one === '' && operator.endsWith('fix')) throw new PatternSyntaxError('Null prefix/suffix not allowed')
    return but.test(one)
  })
  return onValue(value => typeof value !== 'string' || !tests.some(fits => fits(value)))
}

function mustBeText(operator: string): PatternSyntaxError {
  return new PatternSyntaxError(`${operator} match pattern must be a string`)
}

function folded(text: string): string {
  return text.toLowerCase()
}
