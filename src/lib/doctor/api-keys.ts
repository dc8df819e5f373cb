import {intervalOf} from '../rotation/interval.ts'
import {type ApiKeyFacts, type ApiKeyState, type SecretFacts, valueOf, type VersionFacts} from './facts.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** AppSync takes 1 to 365 days ahead; a clock that is a little ahead fails at the limit (aws-behaviour, API keys). */
const LONGEST_MS = 364 * DAY_MS
/** A day for the window, whatever its length. */
const WINDOW_MS = DAY_MS

/** The keys of the API that takes the credential, where that is an API whose keys could be listed. */
export function listedKeys(facts: SecretFacts): (ApiKeyFacts & {readonly keys: readonly ApiKeyState[]}) | undefined {
  const found = facts.apiKeys === undefined ? undefined : valueOf(facts.apiKeys)
  return found?.keys === undefined ? undefined : {...found, keys: found.keys}
}

/**
 * The key of a version as AppSync lists it; `gone`: it does not; undefined: it is not known which key the version holds, or it
 * is of another API than the one that was listed.
 */
export function stateOf(
  {apiId, keys = []}: ApiKeyFacts,
  version: VersionFacts | undefined,
): ApiKeyState | 'gone' | undefined {
  const name = version?.apiKey
  if (name === undefined || (version?.apiId ?? apiId) !== apiId) return undefined
  return keys.find(key => key.name.sha256 === name.sha256) ?? 'gone'
}

/** An end that outlives the period and its window. Absent a schedule: a month. */
export function wantedEnd(facts: SecretFacts): number {
  const description = valueOf(facts.labels)?.description
  const period = description === undefined ? undefined : intervalOf(description)
  return Math.ceil((facts.now + Math.min((period ?? 30 * DAY_MS) + WINDOW_MS, LONGEST_MS)) / HOUR_MS) * HOUR_MS
}

/** The earliest end that AppSync takes: a day ahead after rounding down to the hour. */
export function earliestEnd(now: number): number {
  return Math.ceil((now + 60_000) / HOUR_MS) * HOUR_MS + DAY_MS
}

/** A key that ends within so long is retired (handler contract). */
export function isRetired({expiresAt}: Pick<ApiKeyState, 'expiresAt'>, now: number): boolean {
  return expiresAt <= now + 26 * HOUR_MS
}

/** undefined while a labelled version's value was not read: then no key can be called one that nobody holds. */
export function labelledKeys(facts: SecretFacts): ReadonlySet<string> | undefined {
  const labelled = [facts.pending, facts.current, facts.previous, ...facts.others].filter(
    version =>
      version !== undefined && version.labels.length > 0 && version.value !== 'empty' && version.holdsNoApiKey !== true,
  )
  const names = labelled.map(version => version?.apiKey?.sha256)
  const known = names.filter(name => name !== undefined)
  return known.length === names.length ? new Set(known) : undefined
}
