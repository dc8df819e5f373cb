import {AWSPREVIOUS, type SecretDescription} from './secret.ts'

/** Tag of a secret whose first value is only a placeholder; what it says does not count. */
export const FIRST_VALUE_TAG = 'secrot:first-value'

/**
 * Whether the value in use is a placeholder, so that no consumer can work with it: the secret was made with one, has never
 * rotated, and no other value has ever taken its place. What is only pending takes no place yet.
 */
export function holdsPlaceholder({
  tags,
  lastRotatedAt,
  staging,
}: Pick<SecretDescription, 'tags' | 'lastRotatedAt' | 'staging'>): boolean {
  const replaced = lastRotatedAt !== undefined || [...staging.values()].some(labels => labels.includes(AWSPREVIOUS))
  return tags[FIRST_VALUE_TAG] !== undefined && !replaced
}
