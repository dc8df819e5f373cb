import {earliestEnd} from './api-keys.ts'
import {type ApiKeyState, type SecretFacts, valueOf} from './facts.ts'
import {overlapOf} from '../rotation/overlap.ts'
import type {Planned} from './plan.ts'
import {planned} from './plans.ts'

/** A shorter overlap is somebody's word only; AppSync lets no key end within a day either. */
const LEAST_OVERLAP_MS = 24 * 3_600_000

/** Lets a key end that was made for this secret and that no labelled version holds, once its overlap is over; or why not. */
export function ended(facts: SecretFacts, apiId: string, key: ApiKeyState): Planned {
  const {name, expiresAt} = key
  const because = mayRun(facts) ? facts.running.why : heldBecause(facts, key)
  if (because !== undefined) return {kind: 'refused', because}
  const call = {kind: 'api-key-expiry', apiId, key: name} as const
  const until = earliestEnd(facts.now)
  return planned(
    facts,
    {fixClass: 'ask'},
    {
      name: 'end key',
      calls: [{...call, expiresAt: until, was: expiresAt}],
      hits: 'holders of the old value',
      undo: [{...call, expiresAt}],
      question: `Let the API key …${name.last4} end ${new Date(until).toISOString()}? AppSync does not tell who uses it`,
      allowSuffix: name.last4,
    },
  )
}

/** A rotation that may be about to store it has AWSPENDING on its version from the first. */
function mayRun({running, pending, pendingOnCurrent}: SecretFacts): boolean {
  return running.value === 'yes' || (running.value === '?' && (pending !== undefined || pendingOnCurrent))
}

/**
 * Why a client may still have it. It was made for a version at the earliest when that was; where the version lost its label
 * only lately, the overlap counts from the rotation that took it.
 */
function heldBecause(facts: SecretFacts, {name, mark}: ApiKeyState): string | undefined {
  const labels = valueOf(facts.labels)
  const madeAt = labels?.versions.find(({versionId}) => versionId === mark?.versionId)?.createdAt
  if (labels === undefined || madeAt === undefined)
    return `how old …${name.last4} is only CloudTrail can tell (CreateApiKey): its version is no longer listed`
  const {lastRotatedAt = 0} = labels.description
  const until = Math.max(madeAt, lastRotatedAt) + Math.max(overlapOf(labels.description), LEAST_OVERLAP_MS)
  return facts.now < until
    ? `a client may have it within its overlap, until ${new Date(until).toISOString()}`
    : undefined
}
