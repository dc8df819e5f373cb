import {
  type CalendarDay,
  type DayPredicate,
  type Parsed,
  parseDaysOfMonth,
  parseDaysOfWeek,
  parseMonths,
} from './cron-days.ts'

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** The longest stretch without a day that some accepted expression has: a fifth Sunday in February, across 2100. */
const horizonDays = 41 * 366

/** When windows open: at these hours (UTC, ascending) of the days for which `on` holds. */
export interface Cron {
  readonly hours: readonly number[]
  readonly on: DayPredicate
  /** It opens more than once a day, so the default window is an hour and not the rest of the day. */
  readonly inHours: boolean
}

/** The fields in their order. */
export const cronFields = ['Minutes', 'Hours', 'Day-of-month', 'Month', 'Day-of-week', 'Year'] as const

export type CronField = (typeof cronFields)[number]

/** What was read, or why not and in which field; `field` absent: in the expression as a whole. */
export type CronAnswer = Parsed<Cron> & {readonly field?: CronField}

/** `cron(Minutes Hours Day-of-month Month Day-of-week Year)`, the part between the brackets. */
export function parseCron(text: string): CronAnswer {
  const fields = text.trim().split(/ +/)
  if (fields.length !== 6)
    return refused(`cron() takes six fields, this one has ${text.trim() === '' ? 0 : fields.length}`)
  const [minutes, hoursText, dayText, monthText, weekdayText, year] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  if (minutes !== '0') return {...refused(`Minutes must be 0, not ${minutes}`), field: 'Minutes'}
  if (year !== '*') return {...refused(`Year must be *, not ${year}`), field: 'Year'}
  if ((dayText === '?') === (weekdayText === '?'))
    return {...refused('exactly one of Day-of-month and Day-of-week must be ?'), field: 'Day-of-week'}
  const hours = parseHours(hoursText)
  if (hours.kind === 'refused') return {...hours, field: 'Hours'}
  const month = parseMonths(monthText)
  if (month.kind === 'refused') return {...month, field: 'Month'}
  const day = dayText === '?' ? parseDaysOfWeek(weekdayText) : parseDaysOfMonth(dayText)
  if (day.kind === 'refused') return {...day, field: dayText === '?' ? 'Day-of-week' : 'Day-of-month'}
  const on: DayPredicate = date => month.value(date) && day.value(date)
  const cron: Cron = {hours: hours.value, on, inHours: hours.value.length > 1}
  if (nextDays(cron, 0, 1).length === 0) return refused('no day ever matches')
  return {kind: 'parsed', value: cron}
}

// Increments start anew every day: 2/10 is 02, 12 and 22 o'clock, then 02 o'clock of the next day.
function parseHours(text: string): Parsed<readonly number[]> {
  const match = /^(\d{1,2})?(?:\/(\d{1,2}))?$/.exec(text)
  if (match === null || text === '') return refused(`Hours takes one hour or an increment such as 2/10, not ${text}`)
  const first = Number(match[1] ?? 0)
  if (first > 23) return refused(`Hours ${first} is not 0–23`)
  if (match[2] === undefined) return {kind: 'parsed', value: [first]}
  const step = Number(match[2])
  if (step === 0) return refused(`Hours ${text} has a step of 0`)
  const hours: number[] = []
  for (let hour = first; hour < 24; hour += step) hours.push(hour)
  return {kind: 'parsed', value: hours}
}

/** Midnights (UTC) of up to `count` matching days, from the day of `fromMs` on, `withinDays` days ahead at most. */
export function nextDays(cron: Cron, fromMs: number, count: number, withinDays = horizonDays): readonly number[] {
  const found: number[] = []
  const first = Math.floor(fromMs / dayMs)
  for (let day = first; day < first + withinDays && found.length < count; day++)
    if (cron.on(calendarDay(day * dayMs))) found.push(day * dayMs)
  return found
}

function calendarDay(at: number): CalendarDay {
  const date = new Date(at)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1]
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return {year, month, day: date.getUTCDate(), weekday: date.getUTCDay() + 1, daysInMonth}
}

function refused(reason: string): {readonly kind: 'refused'; readonly reason: string} {
  return {kind: 'refused', reason}
}
