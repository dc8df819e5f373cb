import {hash} from 'node:crypto'
import {spreadIntervals, spreadRules} from '../deploy/many-schedule.ts'
import type {RotationRules, SecretDescription} from '../rotation/secret.ts'
import {deployUsage} from './deploy-refusals.ts'
import {chooseSchedule, type ScheduleWishes} from './enable-schedule.ts'

/** How often secrets rotate where nobody says it. */
const STANDARD = '30d'
const DAY_MS = 86_400_000

/** The number by which a user's rotations are spread. */
export function drawOf(userName: string): bigint {
  return BigInt(`0x${hash('sha256', userName).slice(0, 12)}`)
}

/** The shortest interval over a time that can be spread. */
export function spreadOver(ms: number): string {
  const longer = spreadIntervals.find(every => Number.parseInt(every, 10) * DAY_MS > ms)
  return longer ?? spreadIntervals.at(-1) ?? STANDARD
}

/** Whether each secret gets a day and an hour of its own: an expression that somebody typed is taken as it is. */
export function isSpread({rate, cron}: ScheduleWishes): boolean {
  return rate === undefined && cron === undefined
}

/**
 * The rules by which the secret of a user is to rotate; undefined: as it does. Throws SCHEDULE_INVALID and, for an interval
 * that cannot be spread, USAGE (exit 2).
 */
export function manyRules(
  wishes: ScheduleWishes,
  userName: string,
  existing: SecretDescription | undefined,
  functionArn: string,
): RotationRules | undefined {
  const {every, rate, cron, window} = wishes
  const typed = [every, rate, cron, window].some(one => one !== undefined)
  const rotates = existing?.rotationEnabled === true && existing.rotationFunctionArn === functionArn
  if (!typed && rotates) return undefined
  const described = {arn: '', name: userName, tags: {}, staging: new Map()}
  if (!isSpread(wishes)) return chooseSchedule(wishes, described, undefined).rules
  const rules = spreadRules(every ?? STANDARD, window, drawOf(userName))
  if (rules === undefined)
    throw deployUsage(
      `--every ${every} cannot be spread over many users.`,
      `Of what recurs by the calendar: ${spreadIntervals.join(', ')}. Or all at once: --rate, --cron.`,
    )
  const {scheduleExpression = '', duration} = rules
  return chooseSchedule({cron: scheduleExpression, window: duration}, described, undefined).rules
}
