import type {SecretFacts} from '../labels.ts'

const HOUR_MS = 3_600_000

/** When a secret is rotated after now, in words, and about when that is; `at` undefined: only its schedule can tell. */
export interface NextRotation {
  readonly text: string
  /** Epoch milliseconds. */
  readonly at?: number
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html */
export function nextRotation(
  {periodDays, schedule}: Pick<SecretFacts, 'periodDays' | 'schedule'>,
  now: number,
): NextRotation {
  const [, count, unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(schedule ?? '') ?? []
  const hours = unit === undefined ? (periodDays ?? 0) * 24 : Number(count) * (unit === 'day' ? 24 : 1)
  if (schedule !== undefined && unit === undefined) return {text: `the next rotation of its schedule, ${schedule}`}
  if (hours === 0) return {text: 'its next rotation, which is not scheduled'}
  const at = now + hours * HOUR_MS
  const every = hours % 24 === 0 ? counted(hours / 24, 'day') : counted(hours, 'hour')
  return {text: `its next rotation, about ${dayText(at)} (every ${every})`, at}
}

function counted(count: number, unit: string): string {
  return count === 1 ? unit : `${count} ${unit}s`
}

/** `2026-12-29` */
export function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
