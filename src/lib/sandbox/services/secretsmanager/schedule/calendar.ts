import type {Cron, DayRule} from './cron.ts'

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** Whole calendars repeat after 28 years between 1901 and 2099. */
const CALENDAR_YEARS = 28
const FIRST_YEAR = 2024

/** Midnight UTC of the day that holds `at`. */
export function midnightOf(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS
}

/** Whether the UTC day that begins at `midnight` is one of the expression's days. */
export function isDayOf(cron: Cron, midnight: number): boolean {
  const date = new Date(midnight)
  if (!cron.months.includes(date.getUTCMonth() + 1)) return false
  const day: Day = {
    date: date.getUTCDate(),
    weekday: date.getUTCDay() + 1,
    lastDate: new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate(),
  }
  return cron.days.some(rule => holds(rule, day))
}

/** Whether each year has a day of the expression; 30 February never comes, 29 February not every year. */
export function comesEveryYear(cron: Cron): boolean {
  for (let year = FIRST_YEAR; year < FIRST_YEAR + CALENDAR_YEARS; year++) {
    if (!comesInYear(cron, year)) return false
  }
  return true
}

interface Day {
  readonly date: number
  readonly weekday: number
  readonly lastDate: number
}

function holds(rule: DayRule, day: Day): boolean {
  if (rule.kind === 'dates') return rule.dates.includes(day.date)
  if (rule.kind === 'last-date') return day.date === day.lastDate
  if (rule.kind === 'weekdays') return rule.weekdays.includes(day.weekday)
  if (rule.kind === 'last-weekday') return rule.weekday === day.weekday && day.date > day.lastDate - 7
  return rule.weekday === day.weekday && Math.ceil(day.date / 7) === rule.nth
}

function comesInYear(cron: Cron, year: number): boolean {
  for (let midnight = Date.UTC(year, 0, 1); midnight < Date.UTC(year + 1, 0, 1); midnight += DAY_MS) {
    if (isDayOf(cron, midnight)) return true
  }
  return false
}
