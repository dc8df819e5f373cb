/** Why a cron field cannot be read; caught by the parser, which adds the whole expression. */
export class FieldProblem extends Error {}

/** What a field may hold. */
export interface FieldRange {
  readonly name: string
  readonly min: number
  readonly max: number
  /** Words for the numbers from `min` on, `JAN` … or `SUN` …; absent: numbers only. */
  readonly words?: readonly string[]
}

/** A number or a word of the field's range. Throws FieldProblem. */
export function valueOf(text: string, range: FieldRange): number {
  const word = range.words?.indexOf(text.toUpperCase()) ?? -1
  if (word >= 0) return range.min + word
  if (!/^\d{1,2}$/.test(text)) throw new FieldProblem(`${range.name}: '${text}' is not a value of this field`)
  const number = Number(text)
  if (number < range.min || number > range.max) {
    throw new FieldProblem(`${range.name}: ${text} is not within ${range.min}-${range.max}`)
  }
  return number
}

/** `start/step`; `/step` counts from the first value of the field. Throws FieldProblem. */
export function incrementOf(text: string, range: FieldRange): readonly number[] {
  const [start = '', step = '', ...rest] = text.split('/')
  if (rest.length > 0 || !/^\d{1,2}$/.test(step) || Number(step) === 0) {
    throw new FieldProblem(`${range.name}: '${text}' is not an increment`)
  }
  const [first, last] = start.includes('-') ? endsOf(start, range) : [startOf(start, range), range.max]
  return every(first, last, Number(step))
}

/** One element of a list that stands for plain values: `*`, `5`, `MON-FRI`, `1/3`. Throws FieldProblem. */
export function valuesOf(text: string, range: FieldRange): readonly number[] {
  if (text.includes('/')) return incrementOf(text, range)
  if (text === '*') return every(range.min, range.max, 1)
  if (!text.includes('-')) return [valueOf(text, range)]
  const [first, last] = endsOf(text, range)
  return every(first, last, 1)
}

function startOf(text: string, range: FieldRange): number {
  return text === '' || text === '*' ? range.min : valueOf(text, range)
}

function endsOf(text: string, range: FieldRange): readonly [number, number] {
  const [from = '', to = '', ...rest] = text.split('-')
  const first = valueOf(from, range)
  const last = valueOf(to, range)
  if (rest.length > 0 || last < first) throw new FieldProblem(`${range.name}: '${text}' is not a range`)
  return [first, last]
}

function every(first: number, last: number, step: number): readonly number[] {
  return Array.from({length: Math.floor((last - first) / step) + 1}, (_, index) => first + index * step)
}
