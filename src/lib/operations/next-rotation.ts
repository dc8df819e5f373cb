import type {SecretDescription} from '../rotation/secret.ts'

/** What the schedule does next, as `what` says. AWS publishes the end of the window, so it is "by" (API DescribeSecret). */
export function nextRotationText(
  {rotationEnabled, nextRotationAt}: Pick<SecretDescription, 'rotationEnabled' | 'nextRotationAt'>,
  what: string,
): string {
  if (rotationEnabled !== true) return 'rotation is off: nothing follows by itself'
  const by = nextRotationAt === undefined ? '' : `, by ${new Date(nextRotationAt).toISOString()},`
  return `the next scheduled rotation${by} ${what}`
}
