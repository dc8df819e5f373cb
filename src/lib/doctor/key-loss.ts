import type {SecretKey} from './encryption.ts'
import {type SecretFacts, valueOf} from './facts.ts'

/** What of a secret a key keeps. */
export interface KeptByKey {
  /** Labels whose value is under it: `AWSCURRENT and AWSPREVIOUS`; empty: none. */
  readonly labels: string
  /** Consumers read what is under it. */
  readonly current: boolean
  /** A rotation reads or writes under it. */
  readonly rotation: boolean
}

/** What cannot be read, or not be stored, without a key. */
export function keptBy(facts: SecretFacts, key: SecretKey): KeptByKey {
  const held = (valueOf(facts.labels)?.versions ?? []).filter(({versionId}) => key.versionIds.includes(versionId))
  const labels = held.flatMap(version => version.labels).toSorted()
  const has = (label: string) => labels.includes(label)
  return {
    labels: labels.join(' and '),
    current: has('AWSCURRENT'),
    rotation: key.forNew || has('AWSCURRENT') || has('AWSPENDING'),
  }
}
