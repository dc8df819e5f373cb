import {leastIntervalMs} from '../deploy/least-interval.ts'
import {EXIT, SecrotError} from '../errors.ts'
import {LAST_USED_LAG_MS, overlapMsOf} from '../rotation/overlap.ts'
import {scheduleWords} from '../rotation/schedule-words.ts'
import {parseSchedule, shortestIntervalMsOf} from '../rotation/schedule.ts'
import type {RotationRules} from '../rotation/secret.ts'
import type {PackagedRotator} from '../rotators/packaged.ts'
import {shellCommand} from '../shell-words.ts'
import type {ScheduleWishes} from './enable-schedule.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What is said of a schedule that is too short. */
export interface ShortIntervalWords {
  readonly wishes: ScheduleWishes
  /** Of the command that is printed: whose key it is. */
  readonly words: readonly string[]
  /** What --every may say instead, over a time. Absent: any number of days. */
  readonly everyOver?: (ms: number) => string
}

/** Throws SCHEDULE_INVALID (exit 2) where from the third rotation on none would find room for a key. */
export function refuseShortInterval(
  rotator: Pick<PackagedRotator, 'name'>,
  rules: RotationRules | undefined,
  hours: string | undefined,
  {wishes, words, everyOver = wholeDays}: ShortIntervalWords,
): void {
  const least = leastIntervalMs(rotator, hours)
  const schedule = rules === undefined ? undefined : parseSchedule(rules)
  if (rules === undefined || least === undefined || schedule?.kind !== 'schedule') return
  const interval = shortestIntervalMsOf(schedule)
  if (interval > least) return
  const flag = (['every', 'rate', 'cron'] as const).find(one => wishes[one] !== undefined)
  const where = flag === undefined ? 'The schedule of the secret' : `--${flag}`
  const overlap = overlapMsOf(hours)
  throw new SecrotError({
    code: 'SCHEDULE_INVALID',
    message:
      `${where}: ${scheduleWords(rules)} leaves ${inHours(interval)} between two rotations. A replaced key goes on working for ` +
      `${inHours(overlap)}, IAM tells of its last use up to ${inHours(LAST_USED_LAG_MS)} late, and a user has two keys at the most: ` +
      'the third rotation, and all after it, would find no room for another.',
    hint: `Allowed: more than ${inHours(least)}${shorterOverlap(interval)}. For example: ${shellCommand(['secrot', 'deploy', rotator.name, ...words, '--every', everyOver(least)])}`,
    exit: EXIT.usage,
  })
}

/** The overlap that the interval leaves room for. */
function shorterOverlap(interval: number): string {
  const hours = Math.ceil((interval - LAST_USED_LAG_MS) / HOUR_MS) - 1
  return hours < 1 ? '' : `, or a shorter overlap (--set OVERLAP_HOURS=${hours})`
}

function wholeDays(least: number): string {
  return `${Math.floor(least / DAY_MS) + 1}d`
}

function inHours(ms: number): string {
  const hours = Math.floor(ms / HOUR_MS)
  return hours === 1 ? '1 hour' : `${hours} hours`
}
