/** Where a claim comes from. `at` is when it was read or when it happened, epoch milliseconds. */
export interface Proof {
  readonly text: string
  readonly source: FactSource
  readonly at: number
}

export type FactSource =
  | 'labels'
  | 'events'
  | 'log'
  | 'probe'
  | 'value'
  | 'function'
  | 'iam'
  | 'kms'
  | 'attested'
  | 'step'
  | 'journal'

/** What was read, or why it could not be. An unread fact is never a pass. */
export type Fact<T> = KnownFact<T> | UnknownFact

export interface KnownFact<T> {
  readonly kind: 'known'
  readonly value: T
  readonly proof: readonly Proof[]
  /** Said by a person (`--attest`, a question); holds for one run and never makes a repair automatic. */
  readonly attested?: true
}

export interface UnknownFact {
  readonly kind: 'unknown'
  readonly reason: string
  /** The AWS action that would allow the reading; absent: permission is not what is missing. */
  readonly action?: string
}

export function known<T>(value: T, ...proof: readonly Proof[]): KnownFact<T> {
  return {kind: 'known', value, proof}
}

export function unknown(reason: string, action?: string): UnknownFact {
  return action === undefined ? {kind: 'unknown', reason} : {kind: 'unknown', reason, action}
}

/** The value of a fact, or undefined when it could not be read. */
export function valueOf<T>(fact: Fact<T>): T | undefined {
  return fact.kind === 'known' ? fact.value : undefined
}
