import {type KeyFacts, type KeyInfo, type SecretFacts, valueOf, type VersionFacts} from '../facts.ts'
import {nameOf, useEvidence} from '../key-evidence.ts'
import type {Rule} from '../rule.ts'
import {KEY_LIMIT} from '../key-limit.ts'
import {disable, labelledKeyIds} from '../spare-key.ts'

export const iamKeyOrphaned: Rule = {
  id: 'iam-key-orphaned',
  severity: 'high',
  title: 'An access key was made for a rotation and never stored',
  topic: 'iam-keys',
  group: 'condition',
  fixClasses: ['ask'],
  tier: 'A',
  detects:
    'An active key of the secret’s user that no labelled version holds, made after the version of a rotation that got no value: createSecret made it and died before it was stored, so that nobody knows its secret part. Nothing is said while a step may be running, or while a labelled value was not read.',
  repair:
    'Shows who used the key; disables it once nobody used it for two weeks (asks, named by its last four characters). Where the user is at its limit of keys, iam-key-limit-reached does that.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
  check: facts => {
    const keys = valueOf(facts.keys)
    const labelled = labelledKeyIds(facts)
    const unfilled = withoutValue(facts)
    if (keys === undefined || labelled === undefined || unfilled === undefined) return []
    if (facts.running.value !== 'no') return []
    return keys.keys
      .filter(key => key.active && !labelled.includes(key.accessKeyId) && isMadeFor(unfilled, key))
      .map(key => ({
        message: `${nameOf(key)} of ${keys.userName} was made after ${unfilled.versionId}, which got no value, and no labelled version holds it.`,
        planned: isRepairedThere(keys)
          ? {kind: 'refused', because: 'iam-key-limit-reached repairs it'}
          : disable(facts, keys, key),
        evidence: useEvidence(facts, key),
        isCause: true,
        resource: `user ${keys.userName}`,
      }))
  },
}

/** At the limit the key stands in the way of the next rotation: that finding asks, and a key is asked about once. */
function isRepairedThere({keys}: KeyFacts): boolean {
  return keys.length >= KEY_LIMIT
}

/** The version of a rotation whose createSecret stored nothing; the newest, where AWSPENDING was taken off it. */
function withoutValue({pending, others}: SecretFacts): VersionFacts | undefined {
  return [pending, ...others].find(version => version?.value === 'empty')
}

/** IAM tells whole seconds: a key of the second before may be another's. */
function isMadeFor({createdAt}: VersionFacts, key: KeyInfo): boolean {
  return createdAt !== undefined && key.createdAt !== undefined && key.createdAt >= createdAt
}
