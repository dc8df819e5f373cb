import type {SecretDescription} from '../rotation/secret.ts'

const HOUR_MS = 3_600_000
/** Of the packaged rotators, where neither a tag nor a variable of the function says it. */
const STANDARD_HOURS = 24

/** How long a replaced key goes on working for those who still have it, by the tag; a variable of the function is not read. */
export function overlapMsOf({tags}: Pick<SecretDescription, 'tags'>): number {
  return (Number(tags['secrot:overlap-hours']) || STANDARD_HOURS) * HOUR_MS
}
