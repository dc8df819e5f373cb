import type {RotationRules} from '../rotation/secret.ts'

/** Hours in which one secret is rotated, where nobody says it. */
const STANDARD_WINDOW = '4h'

interface Calendar {
  /** Days of the cycle, as the rest of a cron expression: day of month, month, day of week. */
  readonly days: readonly string[]
}

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
/** Every month has these. */
const monthDays = Array.from({length: 28}, (_, index) => index + 1)

/** What recurs by the calendar: a rate begins for all secrets when its schedule is set, a cron expression on its own day. */
const calendars: Readonly<Record<string, Calendar>> = {
  '1d': {days: ['* * ?']},
  '7d': {days: weekdays.map(day => `? * ${day}`)},
  '30d': monthly(1),
  '60d': monthly(2),
  '90d': monthly(3),
  '120d': monthly(4),
  '180d': monthly(6),
  '365d': monthly(12),
}

/** The intervals that can be spread. */
export const spreadIntervals = Object.keys(calendars)

function monthly(every: number): Calendar {
  const first = Array.from({length: every}, (_, index) => index + 1)
  const months = first.map(month => monthsFrom(month, every))
  return {days: months.flatMap(month => monthDays.map(day => `${day} ${month} ?`))}
}

function monthsFrom(first: number, every: number): string {
  if (every === 1) return '*'
  return every === 12 ? String(first) : `${first}/${every}`
}

/**
 * The schedule of one of many secrets: a day and an hour of its own, by `draw`, a large number that is always the same for
 * the same user. undefined: this interval does not recur by the calendar.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export function spreadRules(every: string, window: string | undefined, draw: bigint): RotationRules | undefined {
  const calendar = calendars[every]
  if (calendar === undefined) return undefined
  const duration = window ?? STANDARD_WINDOW
  // A window ends with its day, UTC.
  const hours = Math.max(1, 25 - Number.parseInt(duration, 10))
  const slot = Number(draw % BigInt(calendar.days.length * hours))
  const day = calendar.days[Math.floor(slot / hours)] ?? ''
  return {scheduleExpression: `cron(0 ${slot % hours} ${day} *)`, duration}
}
