import {dayMs, hourMs} from './cron.ts'
import {intervalMs, parseSchedule, type Schedule} from './schedule.ts'
import type {RotationRules} from './secret.ts'

/**
 * A schedule in words: `every 30 days, 02:00–04:00Z`. For a cron schedule AWS's own number of days is taken, which it
 * computes from the expression. Rules that cannot be read are shown as they are stored.
 */
export function scheduleWords(rules: RotationRules, dash = '–'): string {
  const schedule = parseSchedule(rules)
  if (schedule.kind === 'refused') return rules.scheduleExpression ?? 'no schedule'
  return [everyWords(schedule, rules), windowWords(schedule, dash)].filter(part => part !== undefined).join(', ')
}

function everyWords(schedule: Schedule, rules: RotationRules): string {
  if (schedule.form === 'rate') return every(schedule.everyMs)
  const [first, second] = schedule.cron.hours
  if (first !== undefined && second !== undefined) return every((second - first) * hourMs)
  const days = rules.automaticallyAfterDays
  if (days !== undefined) return every(days * dayMs)
  const longest = intervalMs(schedule)
  return Number.isFinite(longest) ? `at least every ${amount(longest)}` : 'hardly ever'
}

function windowWords(schedule: Schedule, dash: string): string | undefined {
  if (schedule.form === 'rate') {
    const whole = schedule.durationMs >= dayMs || schedule.everyMs % dayMs !== 0
    return whole ? undefined : `${clock(0)}${dash}${clock(schedule.durationMs)}Z`
  }
  const [hour, ...others] = schedule.cron.hours
  if (hour === undefined || others.length > 0) return undefined
  const end = schedule.durationMs === undefined ? dayMs : hour * hourMs + schedule.durationMs
  return `${clock(hour * hourMs)}${dash}${clock(end)}Z`
}

function every(ms: number): string {
  if (ms === dayMs) return 'every day'
  return `every ${amount(ms)}`
}

function amount(ms: number): string {
  if (ms % dayMs === 0) return `${ms / dayMs} days`
  return `${Math.round(ms / hourMs)} hours`
}

function clock(ms: number): string {
  return `${String(Math.floor(ms / hourMs)).padStart(2, '0')}:00`
}
