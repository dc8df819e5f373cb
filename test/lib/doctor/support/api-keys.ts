import {
  type ApiKeyFacts,
  type ApiKeyState,
  type Fact,
  known,
  type SecretFacts,
  unknown,
} from '../../../../src/lib/doctor/facts.ts'
import {aVersion, CURRENT, DAY, NOW, PREVIOUS, someFacts} from './facts.ts'

// A secret that holds keys of one AppSync API.

export const apiId = 'ob6wylfdbhwlo66vamqmzwd7fo'
const nameOf = (end: string) => ({last4: end, sha256: `00000000${end}0000`})

/** A key by its last four characters: `cccc` is in AWSCURRENT, `pppp` in AWSPREVIOUS. */
export const key = (end: string, days: number): ApiKeyState => ({name: nameOf(end), expiresAt: NOW + days * DAY})
export const listed = (...keys: readonly ApiKeyState[]): Fact<ApiKeyFacts> => known({apiId, keys, readAt: NOW})

/** It rotates every 30 days, next in 20. */
export const description = {
  rotationEnabled: true,
  rotationRules: {automaticallyAfterDays: 30},
  nextRotationAt: NOW + 20 * DAY,
}

export function keyFacts(apiKeys: Fact<ApiKeyFacts>, more: Parameters<typeof someFacts>[0] = {}): SecretFacts {
  const current = aVersion(CURRENT, {labels: ['AWSCURRENT'], apiKey: nameOf('cccc')})
  const previous = aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], apiKey: nameOf('pppp')})
  return someFacts({current, previous, target: 'appsync-key', description, apiKeys, ...more})
}

export const healthy = keyFacts(listed(key('cccc', 60), key('pppp', 30)))
export const denied = keyFacts(unknown('denied', 'appsync:ListApiKeys'))
