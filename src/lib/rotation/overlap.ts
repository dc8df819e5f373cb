import {hourMs} from './cron.ts'
import type {SecretDescription} from './secret.ts'

/** Tag of a secret: hours for which a replaced key goes on working, for clients that have it in a cache. */
export const OVERLAP_TAG = 'secrot:overlap-hours'

const STANDARD_HOURS = 24
const MOST_HOURS = 8760

/** IAM tells of a use hours after it. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html */
export const LAST_USED_LAG_MS = 4 * hourMs

/** As the packaged rotators read it. Absent, or none of the numbers that they take: 24 hours. */
export function overlapMsOf(hours: string | undefined): number {
  const count = Number(hours)
  const isTaken = hours !== undefined && /^\d+$/.test(hours) && count >= 1 && count <= MOST_HOURS
  return (isTaken ? count : STANDARD_HOURS) * hourMs
}

/** The overlap of a secret, by its tag. */
export function overlapOf({tags}: Pick<SecretDescription, 'tags'>): number {
  return overlapMsOf(tags[OVERLAP_TAG])
}
