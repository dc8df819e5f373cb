import type {RotationRules, SecretDescription} from '../rotation/secret.ts'
import {chooseSchedule, type ScheduleWishes} from './enable-schedule.ts'

/** How often a new secret rotates where nobody says it. */
const STANDARD = '30d'

/**
 * The rules that the secret is to rotate by; undefined: as it does. Without a flag those that it has, or had, and thirty
 * days for one that never had any. Throws SCHEDULE_INVALID (exit 2).
 */
export function wantedRules(
  {every, rate, cron, window}: ScheduleWishes,
  name: string,
  existing: SecretDescription | undefined,
  /** Absent: there is no function yet. */
  functionArn: string | undefined,
): RotationRules | undefined {
  const typed = [every, rate, cron, window].some(one => one !== undefined)
  const rotatesHere = functionArn !== undefined && existing?.rotationFunctionArn === functionArn
  if (!typed && rotatesHere) return undefined
  const described: SecretDescription = existing ?? {arn: '', name, tags: {}, staging: new Map()}
  const none = every ?? rate ?? cron ?? described.rotationRules
  return chooseSchedule({every: none === undefined ? STANDARD : every, rate, cron, window}, described, undefined).rules
}
