import type {SecretFacts} from './labels.ts'

/**
 * When AWSCURRENT was taken from a version, epoch milliseconds: at the end of the last rotation. undefined: labels were
 * moved without one, to a version that is older or was stored since, and nobody tells when.
 */
export function replacedAt(
  {lastRotatedAt}: Pick<SecretFacts, 'lastRotatedAt'>,
  storedAt: {readonly current: number | undefined; readonly former: number | undefined},
): number | undefined {
  const {current, former} = storedAt
  if (lastRotatedAt === undefined || current === undefined || former === undefined) return undefined
  return former <= current && current <= lastRotatedAt ? lastRotatedAt : undefined
}
