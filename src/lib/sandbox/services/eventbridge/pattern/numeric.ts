import {onValue, PatternSyntaxError, type ValueTest} from './test.ts'

type Comparison = (value: number, bound: number) => boolean

const COMPARISONS: ReadonlyMap<unknown, Comparison> = new Map<unknown, Comparison>([
  ['=', (value, bound) => value === bound],
  ['<', (value, bound) => value < bound],
  ['<=', (value, bound) => value <= bound],
  ['>', (value, bound) => value > bound],
  ['>=', (value, bound) => value >= bound],
])

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html: one comparison, or a range. */
export function numeric(given: unknown): ValueTest {
  if (!Array.isArray(given)) throw new PatternSyntaxError('Value of numeric must be an array.')
  const comparisons: ((value: number) => boolean)[] = []
  for (let at = 0; at < given.length; at += 2) {
    const operator: unknown = given[at]
    const bound: unknown = given[at + 1]
    const comparison = COMPARISONS.get(operator)
    // A range begins with its lower bound and has one of each.
    const follows = at === 0 || (at === 2 && String(given[0]).startsWith('>') && String(operator).startsWith('<'))
    if (comparison === undefined || !follows) {
      throw new PatternSyntaxError(
        comparison === undefined
          ? `Unrecognized numeric range operator: ${String(operator)}`
          : `Bad numeric range operator: ${String(operator)}`,
      )
    }
    if (typeof bound !== 'number') throw new PatternSyntaxError(`Value of ${String(operator)} must be numeric`)
    comparisons.push(value => comparison(value, bound))
  }
  if (comparisons.length === 0) throw new PatternSyntaxError('Invalid member in numeric match: ]')
  return onValue(value => typeof value === 'number' && comparisons.every(fits => fits(value)))
}
