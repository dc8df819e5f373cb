import {standingOf, type SecretFacts} from './labels.ts'
import {PATIENCE_MS, patiently} from './patience.ts'
import type {Clock} from './clock.ts'
import {Refusal} from './refusal.ts'

/** The secret when its version may be rotated to, or already is current. */
export interface Admitted {
  readonly secret: SecretFacts
  readonly isCurrent: boolean
}

/**
 * Describes the secret until its labels say whether the version may be rotated to. Refused: rotation is off, the version is
 * not there, or holds neither AWSPENDING nor AWSCURRENT.
 */
export async function admitted(
  describe: () => Promise<SecretFacts>,
  versionId: string,
  clock: Pick<Clock, 'sleep'>,
): Promise<Admitted> {
  const found = await patiently(clock, PATIENCE_MS, async () => {
    const secret = await describe()
    if (secret.rotationEnabled === false) throw new Refusal('rotation is off')
    const standing = standingOf(secret, versionId)
    if (standing === 'neither') throw new Refusal('the version is neither AWSPENDING nor AWSCURRENT')
    return standing === 'late' ? undefined : {secret, isCurrent: standing === 'current'}
  })
  if (found === undefined) throw new Refusal('the secret has no such version')
  return found
}
