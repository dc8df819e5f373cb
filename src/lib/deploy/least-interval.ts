import {LAST_USED_LAG_MS, OVERLAP_TAG, overlapMsOf} from '../rotation/overlap.ts'
import type {PackagedRotator} from '../rotators/packaged.ts'

/** What says how long a replaced key goes on working: tags come first, as with the rotator. */
export interface OverlapSources {
  readonly tags: readonly (Readonly<Record<string, string>> | undefined)[]
  readonly variables?: Readonly<Record<string, string>> | undefined
}

/** The text of OVERLAP_HOURS that counts. undefined: it is not set. */
export function overlapHours({tags, variables}: OverlapSources): string | undefined {
  const tagged = tags.map(all => all?.[OVERLAP_TAG]).find(text => text !== undefined)
  return tagged ?? variables?.['OVERLAP_HOURS']
}

/**
 * The time that has to be more than between two rotations. A user has two keys at the most, and the older one goes only once
 * its overlap is over and IAM knows who has used it since (docs/rotators/iam-access-key.md). undefined: any time will do.
 */
export function leastIntervalMs({name}: Pick<PackagedRotator, 'name'>, hours: string | undefined): number | undefined {
  return name === 'iam-access-key' ? overlapMsOf(hours) + LAST_USED_LAG_MS : undefined
}
