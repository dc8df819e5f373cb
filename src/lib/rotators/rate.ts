export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/**
 * The time between two rotations of a schedule `rate(…)`, which may have spaces in it. undefined: it is another one.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export function rateMs(schedule: string): number | undefined {
  const [, count, unit] = /^rate\( *(\d+) +(hour|day)s? *\)$/.exec(schedule) ?? []
  return count === undefined ? undefined : Number(count) * (unit === 'day' ? DAY_MS : HOUR_MS)
}
