import {type Cron, type CronField, dayMs, hourMs, nextDays, parseCron} from './cron.ts'
import type {RotationRules} from './secret.ts'

/** Rotations are at least four hours apart (user guide, rotate-secrets_schedule). */
const shortestIntervalMs = 4 * hourMs
/** AutomaticallyAfterDays goes from 1 to 1000 (API reference, RotationRulesType); rates are held to the same end. */
const longestIntervalMs = 1000 * dayMs
/** Days looked at to find the longest gap of a cron schedule: nine years from 2000 hold the leap days of this century. */
const gapDays = 9 * 366
const gapsFrom = Date.UTC(2000, 0, 1)

export type Schedule =
  | {readonly kind: 'schedule'; readonly form: 'rate'; readonly everyMs: number; readonly durationMs: number}
  | {readonly kind: 'schedule'; readonly form: 'cron'; readonly cron: Cron; readonly durationMs: number | undefined}

/** What is wrong: a field of cron(), the interval as a whole, or the length of the window. Absent: the expression. */
export type ScheduleFault = CronField | 'interval' | 'window'

export interface ScheduleRefusal {
  readonly kind: 'refused'
  readonly reason: string
  readonly fault?: ScheduleFault
}

export type ScheduleAnswer = Schedule | ScheduleRefusal

/** One rotation window, UTC. AWS rotates somewhere inside it and shows `endsAt` less a second as NextRotationDate. */
export interface RotationWindow {
  readonly startsAt: number
  /** Exclusive. */
  readonly endsAt: number
}

/**
 * Reads stored rotation rules. Where both are stored the expression counts, because AWS then computes
 * AutomaticallyAfterDays from it (API reference, RotationRulesType). A refusal says what AWS would not take.
 */
export function parseSchedule(rules: RotationRules): ScheduleAnswer {
  const duration = parseDuration(rules.duration)
  if (typeof duration === 'object') return duration
  const expression = rules.scheduleExpression
  if (expression === undefined) return ofDays(rules.automaticallyAfterDays, duration)
  if (expression.length > 256 || !/^[0-9A-Za-z()#?*\-/, ]+$/.test(expression))
    return refused('a schedule takes letters, digits, spaces and ( ) # ? * - / , and 256 of them at most')
  const rate = /^rate\( *(\d+) +(hours?|days?) *\)$/.exec(expression)
  if (rate !== null) return ofRate(Number(rate[1]) * (rate[2]!.startsWith('hour') ? hourMs : dayMs), rate[2]!, duration)
  const cron = /^cron\((.*)\)$/.exec(expression)
  if (cron === null) return refused('a schedule is rate(N hours), rate(N days) or cron(0 H D M W *)')
  return ofCron(cron[1]!, duration)
}

/**
 * Up to `count` windows that open after `fromMs`, in order. A rate counts from the midnight (UTC) before `fromMs`, so
 * give the last rotation; a cron schedule needs no such base.
 */
export function windowsAfter(schedule: Schedule, fromMs: number, count: number): readonly RotationWindow[] {
  const starts =
    schedule.form === 'rate' ? rateStarts(schedule.everyMs, fromMs, count) : cronStarts(schedule.cron, fromMs, count)
  return starts.map(startsAt => ({startsAt, endsAt: windowEnd(schedule, startsAt)}))
}

/** The longest time between two windows: a value older than this has missed one. Milliseconds. */
export function intervalMs(schedule: Schedule): number {
  if (schedule.form === 'rate') return schedule.everyMs
  return longestGap(schedule.cron)
}

/** The shortest time between the beginnings of two windows. Milliseconds. */
export function shortestIntervalMsOf(schedule: Schedule): number {
  return schedule.form === 'rate' ? schedule.everyMs : Math.min(...gapsOf(schedule.cron))
}

/** End (exclusive) of the window that opens at `startsAt`. */
export function windowEnd(schedule: Schedule, startsAt: number): number {
  if (schedule.durationMs !== undefined) return startsAt + schedule.durationMs
  return Math.floor(startsAt / dayMs) * dayMs + dayMs
}

function ofDays(days: number | undefined, durationMs: number | undefined): ScheduleAnswer {
  if (days === undefined) return refused('no rotation interval is set')
  if (!Number.isInteger(days) || days < 1 || days > 1000)
    return refused(`${days} days is not within 1–1000`, 'interval')
  return ofRate(days * dayMs, 'days', durationMs)
}

function ofRate(everyMs: number, unit: string, durationMs: number | undefined): ScheduleAnswer {
  if (everyMs < shortestIntervalMs) return refused('the shortest interval is four hours', 'interval')
  if (everyMs > longestIntervalMs) return refused('the longest interval is 1000 days', 'interval')
  const length = durationMs ?? (unit.startsWith('hour') ? hourMs : dayMs)
  if (length > everyMs) return refused('the window runs into the next one', 'window')
  // Over the days a rate opens at every multiple of what it has in common with a day, the last one that long before midnight.
  if (length > commonMs(everyMs, dayMs)) return refused('the window runs into the next UTC day', 'window')
  return {kind: 'schedule', form: 'rate', everyMs, durationMs: length}
}

function commonMs(left: number, right: number): number {
  return right === 0 ? left : commonMs(right, left % right)
}

function ofCron(text: string, durationMs: number | undefined): ScheduleAnswer {
  const answer = parseCron(text)
  if (answer.kind === 'refused') return refused(answer.reason, answer.field)
  const cron = answer.value
  const length = durationMs ?? (cron.inHours ? hourMs : undefined)
  if (cron.hours.some((hour, index) => index > 0 && (hour - cron.hours[index - 1]!) * hourMs < shortestIntervalMs))
    return refused('the shortest interval is four hours', 'interval')
  if (meetsMidnight(cron)) return refused('the shortest interval is four hours, over midnight too', 'interval')
  if (length !== undefined && cron.hours.at(-1)! * hourMs + length > dayMs)
    return refused('the window runs into the next UTC day', 'window')
  if (length !== undefined && cron.hours.length > 1 && length > (cron.hours[1]! - cron.hours[0]!) * hourMs)
    return refused('the window runs into the next one', 'window')
  return {kind: 'schedule', form: 'cron', cron, durationMs: length}
}

/** `/7` opens at 21 o'clock and, since increments start anew every day, three hours later again. */
function meetsMidnight(cron: Cron): boolean {
  const overMidnightMs = dayMs - (cron.hours.at(-1)! - cron.hours[0]!) * hourMs
  if (overMidnightMs >= shortestIntervalMs) return false
  const days = nextDays(cron, gapsFrom, gapDays, gapDays)
  return days.some((day, index) => day - (days[index - 1] ?? 0) === dayMs)
}

function parseDuration(text: string | undefined): number | undefined | ScheduleRefusal {
  if (text === undefined) return undefined
  const match = /^(\d{1,2})h$/.exec(text)
  const hours = Number(match?.[1])
  if (match === null || hours < 1 || hours > 24) return refused(`Duration is 1h to 24h, not ${text}`, 'window')
  return hours * hourMs
}

function rateStarts(everyMs: number, fromMs: number, count: number): readonly number[] {
  const midnight = Math.floor(fromMs / dayMs) * dayMs
  const first = midnight + (Math.floor((fromMs - midnight) / everyMs) + 1) * everyMs
  return Array.from({length: count}, (_, index) => first + index * everyMs)
}

function cronStarts(cron: Cron, fromMs: number, count: number): readonly number[] {
  const starts = nextDays(cron, fromMs, count + 1).flatMap(day => cron.hours.map(hour => day + hour * hourMs))
  return starts.filter(start => start > fromMs).slice(0, count)
}

function longestGap(cron: Cron): number {
  return Math.max(...gapsOf(cron))
}

/** The times between windows, over nine years. */
function gapsOf(cron: Cron): readonly number[] {
  const [first, last] = [cron.hours[0]!, cron.hours.at(-1)!]
  const within = cron.hours.slice(1).map((hour, index) => (hour - cron.hours[index]!) * hourMs)
  const days = nextDays(cron, gapsFrom, gapDays, gapDays)
  // Fewer than two days in nine years: a fifth Sunday in February and the like. Then nothing is ever called late.
  if (days.length < 2) return [Number.POSITIVE_INFINITY]
  const between = days.slice(1).map((day, index) => day - days[index]! - (last - first) * hourMs)
  return [...within, ...between]
}

function refused(reason: string, fault?: ScheduleFault): ScheduleRefusal {
  return {kind: 'refused', reason, ...(fault === undefined ? {} : {fault})}
}
