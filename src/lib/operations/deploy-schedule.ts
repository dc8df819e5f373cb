import {type Deployment, functionArnOf} from '../deploy/deployment.ts'
import {isOffByDestroy} from '../deploy/destroyed.ts'
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
  /** Absent: nobody looks at what is there. */
  deployment: Pick<Deployment, 'name' | 'place'> | undefined,
): RotationRules | undefined {
  const typed = [every, rate, cron, window].some(one => one !== undefined)
  if (!typed && existing !== undefined && deployment !== undefined && staysAsItIs(existing, deployment))
    return undefined
  const described: SecretDescription = existing ?? {arn: '', name, tags: {}, staging: new Map()}
  const none = every ?? rate ?? cron ?? described.rotationRules
  return chooseSchedule({every: none === undefined ? STANDARD : every, rate, cron, window}, described, undefined).rules
}

/** It rotates with this function, or did until somebody switched it off. */
function staysAsItIs(existing: SecretDescription, deployment: Pick<Deployment, 'name' | 'place'>): boolean {
  return existing.rotationFunctionArn === functionArnOf(deployment) && !isOffByDestroy(existing, deployment)
}
