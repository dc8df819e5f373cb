import {FieldProblem, incrementOf, valueOf, valuesOf, type FieldRange} from './cron-field.ts'

/** Days that a cron expression means. Weekdays are 1 (Sunday) to 7. */
export type DayRule =
  | {readonly kind: 'dates'; readonly dates: readonly number[]}
  | {readonly kind: 'last-date'}
  | {readonly kind: 'weekdays'; readonly weekdays: readonly number[]}
  | {readonly kind: 'last-weekday'; readonly weekday: number}
  | {readonly kind: 'nth-weekday'; readonly weekday: number; readonly nth: number}

/** A cron expression of Secrets Manager's dialect; the minute is always 0 and every year is meant. */
export interface Cron {
  readonly hours: readonly number[]
  /** 1 (January) to 12. */
  readonly months: readonly number[]
  readonly days: readonly DayRule[]
}

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const HOUR: FieldRange = {name: 'Hours', min: 0, max: 23}
const DATE: FieldRange = {name: 'Day-of-month', min: 1, max: 31}
const MONTH: FieldRange = {name: 'Month', min: 1, max: 12, words: MONTHS}
const WEEKDAY: FieldRange = {name: 'Day-of-week', min: 1, max: 7, words: WEEKDAYS}
const SATURDAY = 7

/**
 * Reads the inside of `cron(…)`: Minutes Hours Day-of-month Month Day-of-week Year.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html. Throws FieldProblem.
 */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/)
  if (fields.length !== 6) throw new FieldProblem('a cron expression has six fields')
  const [minutes, hours, date, month, weekday, year] = fields as [string, string, string, string, string, string]
  if (minutes !== '0') throw new FieldProblem('Minutes must be 0')
  if (year !== '*') throw new FieldProblem('Year must be *')
  if ((date === '?') === (weekday === '?')) {
    throw new FieldProblem('exactly one of Day-of-month and Day-of-week must be ?')
  }
  return {
    hours: hours.includes('/') ? incrementOf(plainStart(hours), HOUR) : [valueOf(hours, HOUR)],
    months: month.split(',').flatMap(element => valuesOf(element, MONTH)),
    days: weekday === '?' ? date.split(',').map(dateRule) : weekdayRules(weekday),
  }
}

/** The hours field knows increments only: no list, no range, no `*`. */
function plainStart(hours: string): string {
  if (!/^\d*\/\d+$/.test(hours)) throw new FieldProblem(`Hours: '${hours}' is not an increment`)
  return hours
}

function dateRule(element: string): DayRule {
  if (element.toUpperCase() === 'L') return {kind: 'last-date'}
  const last = lastWeekday(element)
  return last ?? {kind: 'dates', dates: valuesOf(element, DATE)}
}

function weekdayRules(field: string): readonly DayRule[] {
  if (!field.includes('#')) return field.split(',').map(weekdayRule)
  const [weekday = '', nth = ''] = field.split('#')
  if (!/^[1-5]$/.test(nth)) throw new FieldProblem(`Day-of-week: '${field}' names no occurrence in a month`)
  return [{kind: 'nth-weekday', weekday: valueOf(weekday, WEEKDAY), nth: Number(nth)}]
}

function weekdayRule(element: string): DayRule {
  if (element.toUpperCase() === 'L') return {kind: 'weekdays', weekdays: [SATURDAY]}
  const last = lastWeekday(element) ?? lastNumberedWeekday(element)
  return last ?? {kind: 'weekdays', weekdays: valuesOf(element, WEEKDAY)}
}

/** `SUNL`: the last Sunday of the month; AWS lists this form under Day-of-month. */
function lastWeekday(element: string): DayRule | undefined {
  const match = /^([A-Za-z]{3})L$/.exec(element)
  return match === null ? undefined : {kind: 'last-weekday', weekday: valueOf(match[1]!, WEEKDAY)}
}

function lastNumberedWeekday(element: string): DayRule | undefined {
  const match = /^(\d)L$/.exec(element)
  return match === null ? undefined : {kind: 'last-weekday', weekday: valueOf(match[1]!, WEEKDAY)}
}
