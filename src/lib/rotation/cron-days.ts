/**
 * Days and months of AWS's cron dialect for rotation schedules (user guide, rotate-secrets_schedule): 1 is Sunday,
 * `SUNL` the last Sunday of a month, `TUE#3` the third Tuesday, `L` the last day of the month or, among weekdays, 7.
 */
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** A day of the calendar, UTC. `month` is 1–12, `weekday` 1–7 with 1 for Sunday. */
export interface CalendarDay {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly weekday: number
  readonly daysInMonth: number
}

export type DayPredicate = (day: CalendarDay) => boolean

export type Parsed<T> =
  | {readonly kind: 'parsed'; readonly value: T}
  | {readonly kind: 'refused'; readonly reason: string}

interface Field {
  readonly name: string
  readonly low: number
  readonly high: number
  readonly names: readonly string[]
}

const monthField: Field = {name: 'Month', low: 1, high: 12, names: months}
const dayField: Field = {name: 'Day-of-month', low: 1, high: 31, names: []}
const weekdayField: Field = {name: 'Day-of-week', low: 1, high: 7, names: weekdays}

/** The months a field names, as a predicate over 1–12. */
export function parseMonths(text: string): Parsed<DayPredicate> {
  return anyOf(text, part => range(part, monthField, day => day.month))
}

/** The days a Day-of-month field names; `?` is the caller's business. */
export function parseDaysOfMonth(text: string): Parsed<DayPredicate> {
  return anyOf(text, part => {
    if (part === 'L') return parsed(day => day.day === day.daysInMonth)
    return lastWeekday(part) ?? range(part, dayField, day => day.day)
  })
}

/** The days a Day-of-week field names; `?` is the caller's business. */
export function parseDaysOfWeek(text: string): Parsed<DayPredicate> {
  return anyOf(text, part => {
    if (part === 'L') return parsed(day => day.weekday === 7)
    return lastWeekday(part) ?? nthWeekday(part) ?? range(part, weekdayField, day => day.weekday)
  })
}

function anyOf(text: string, parse: (part: string) => Parsed<DayPredicate>): Parsed<DayPredicate> {
  const predicates: DayPredicate[] = []
  for (const part of text.toUpperCase().split(',')) {
    const result = parse(part)
    if (result.kind === 'refused') return result
    predicates.push(result.value)
  }
  return parsed(day => predicates.some(matches => matches(day)))
}

function lastWeekday(part: string): Parsed<DayPredicate> | undefined {
  const match = /^([A-Z]{3}|[1-7])L$/.exec(part)
  if (match === null) return undefined
  const weekday = numberIn(match[1]!, weekdayField)
  if (weekday === undefined) return refused(`${match[1]} is no weekday`)
  return parsed(day => day.weekday === weekday && day.day + 7 > day.daysInMonth)
}

function nthWeekday(part: string): Parsed<DayPredicate> | undefined {
  const match = /^([A-Z]+|\d+)#(\d+)$/.exec(part)
  if (match === null) return undefined
  const weekday = numberIn(match[1]!, weekdayField)
  const nth = Number(match[2])
  if (weekday === undefined) return refused(`Day-of-week ${match[1]} is not 1–7 or SUN–SAT`)
  if (nth < 1 || nth > 5) return refused(`a month has no ${match[1]}#${match[2]}: # goes from 1 to 5`)
  return parsed(day => day.weekday === weekday && Math.ceil(day.day / 7) === nth)
}

function range(part: string, field: Field, of: (day: CalendarDay) => number): Parsed<DayPredicate> {
  const match = /^(?:(\*)|([A-Z]+|\d+)(?:-([A-Z]+|\d+))?)?(?:\/(\d+))?$/.exec(part)
  if (match === null || part === '') return refused(`${field.name} does not take "${part}"`)
  const step = match[4] === undefined ? undefined : Number(match[4])
  const low = match[2] === undefined ? field.low : numberIn(match[2], field)
  if (low === undefined) return refused(`${field.name} ${match[2]} is not ${spanOf(field)}`)
  const single = match[2] !== undefined && match[3] === undefined && step === undefined
  const high = match[3] === undefined ? (single ? low : field.high) : numberIn(match[3], field)
  if (high === undefined) return refused(`${field.name} ${match[3]} is not ${spanOf(field)}`)
  if (high < low) return refused(`${field.name} ${part} runs backwards`)
  if (step === 0) return refused(`${field.name} ${part} has a step of 0`)
  return parsed(day => of(day) >= low && of(day) <= high && (of(day) - low) % (step ?? 1) === 0)
}

function numberIn(text: string, field: Field): number | undefined {
  const named = field.names.indexOf(text)
  const value = named === -1 ? (/^\d+$/.test(text) ? Number(text) : undefined) : named + 1
  return value !== undefined && value >= field.low && value <= field.high ? value : undefined
}

function spanOf(field: Field): string {
  const names = field.names.length === 0 ? '' : ` or ${field.names[0]}–${field.names.at(-1)}`
  return `${field.low}–${field.high}${names}`
}

function parsed(value: DayPredicate): Parsed<DayPredicate> {
  return {kind: 'parsed', value}
}

function refused(reason: string): {readonly kind: 'refused'; readonly reason: string} {
  return {kind: 'refused', reason}
}
