import {ServiceError} from '../../kernel.ts'
import {comesEveryYear, DAY_MS, HOUR_MS, midnightOf} from './schedule/calendar.ts'
import {FieldProblem} from './schedule/cron-field.ts'
import {parseDuration, parseExpression, type Frequency} from './schedule/expression.ts'
import {defaultLengthMs, startsAfter} from './schedule/starts.ts'

/** `RotationRules` on the wire. */
export interface RotationRules {
  readonly AutomaticallyAfterDays?: number | undefined
  readonly ScheduleExpression?: string | undefined
  readonly Duration?: string | undefined
}

/** When a secret rotates. `durationHours` absent: to the end of the UTC day, for schedules in hours one hour. */
export type Schedule = Frequency & {readonly durationHours?: number}

/** A rotation may start at any moment from `startMs` on and before `endMs`. */
export interface Window {
  readonly startMs: number
  readonly endMs: number
}

const SHORTEST_HOURS = 4
const LONGEST_DAYS = 1000
/** Long enough to see every month, short enough to be cheap. */
const CHECKED_MS = 400 * DAY_MS
/** The hours at which the windows of a rate in hours start repeat after at most 24 of them. */
const CHECKED_WINDOWS = 25
const CHECK_FROM = Date.UTC(2025, 0, 1)
const TOO_OFTEN = `A secret can be rotated at most every ${SHORTEST_HOURS} hours.`

/**
 * Reads and checks rotation rules. Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html.
 * Throws ServiceError InvalidParameterException. AWS's words are known for two refusals, the rest is the sandbox's own text.
 */
export function parseSchedule(rules: RotationRules): Schedule {
  const {AutomaticallyAfterDays: days, ScheduleExpression: expression, Duration: duration} = rules
  if (days !== undefined && expression !== undefined) {
    throw refusal('You cannot specify both rotation frequency and schedule expression together.')
  }
  const frequency = days === undefined ? readExpression(expression) : everyDays(days)
  const schedule = duration === undefined ? frequency : {...frequency, durationHours: read(duration, parseDuration)}
  const problem = checkSchedule(schedule)
  if (problem !== undefined) throw refusal(problem)
  return schedule
}

/**
 * The next `count` windows that start after `fromMs`, in order. A rate in days counts from the midnight before `fromMs`
 * and starts at midnight; a rate in hours starts at its multiples from that midnight on; cron starts at its hours.
 */
export function windowsAfter(schedule: Schedule, fromMs: number, count: number): readonly Window[] {
  const windows: Window[] = []
  for (const startMs of startsAfter(schedule, fromMs)) {
    if (windows.length >= count) break
    windows.push(windowAt(schedule, startMs))
  }
  return windows
}

/** What AWS would refuse about a schedule that can be read, in a sentence; undefined: nothing. */
export function checkSchedule(schedule: Schedule): string | undefined {
  if (schedule.kind === 'cron' && !comesEveryYear(schedule.cron)) {
    return 'The schedule expression must name at least one day of every year.'
  }
  const windows = checkedWindows(schedule)
  if (shortestGapMs(windows) < SHORTEST_HOURS * HOUR_MS) return TOO_OFTEN
  if (schedule.kind !== 'cron' && shortestGapMs(windows) > LONGEST_DAYS * DAY_MS) {
    return `The rotation interval can't be longer than ${LONGEST_DAYS} days.`
  }
  return windows
    .map((window, index) => lengthProblem(window, windows[index + 1]))
    .find(problem => problem !== undefined)
}

/** What DescribeSecret shows as AutomaticallyAfterDays of an expression: the shortest gap in whole days, at least 1. */
export function shortestGapDays(schedule: Schedule): number {
  return Math.max(1, Math.floor(shortestGapMs(checkedWindows(schedule)) / DAY_MS))
}

function refusal(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message)
}

function everyDays(days: number): Frequency {
  if (days >= 1 && days <= LONGEST_DAYS) return {kind: 'days', days}
  throw refusal(`RotationRules.AutomaticallyAfterDays must be within 1-${LONGEST_DAYS}.`)
}

function readExpression(expression: string | undefined): Frequency {
  if (expression === undefined) throw refusal('RotationRules must hold AutomaticallyAfterDays or ScheduleExpression.')
  return read(expression, parseExpression)
}

function read<Result>(text: string, parse: (text: string) => Result): Result {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof FieldProblem) throw refusal(`Invalid rotation rule ${text}: ${error.message}.`)
    throw error
  }
}

function windowAt(schedule: Schedule, startMs: number): Window {
  const hours = schedule.durationHours
  return {startMs, endMs: startMs + (hours === undefined ? defaultLengthMs(schedule, startMs) : hours * HOUR_MS)}
}

function checkedWindows(schedule: Schedule): readonly Window[] {
  const windows: Window[] = []
  for (const startMs of startsAfter(schedule, CHECK_FROM)) {
    const enough = schedule.kind === 'cron' ? startMs > CHECK_FROM + CHECKED_MS : windows.length >= CHECKED_WINDOWS
    if (windows.length > 1 && enough) break
    windows.push(windowAt(schedule, startMs))
  }
  return windows
}

function shortestGapMs(windows: readonly Window[]): number {
  return windows.reduce((shortest, window, index) => {
    const before = windows[index - 1]
    return before === undefined ? shortest : Math.min(shortest, window.startMs - before.startMs)
  }, Number.POSITIVE_INFINITY)
}

function lengthProblem(window: Window, next: Window | undefined): string | undefined {
  if (window.endMs > midnightOf(window.startMs) + DAY_MS) {
    return 'The rotation window must not extend into the next UTC day.'
  }
  const overlaps = next !== undefined && window.endMs > next.startMs
  return overlaps ? 'The rotation window must not extend into the next rotation window.' : undefined
}
