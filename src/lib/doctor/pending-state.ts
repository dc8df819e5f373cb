import {type Fact, type Auth, type SecretFacts, type VersionFacts, valueOf} from './facts.ts'

/** What the decision table looks at, for AWSPENDING on a version that is not AWSCURRENT: 1,728 states. */
export interface PendingState {
  readonly value: PendingValue
  readonly auth: PendingAuth
  readonly current: 'yes' | 'no' | '?'
  readonly previous: 'yes' | 'no' | '?' | 'none'
  readonly maker: 'fn' | 'other' | '?'
  readonly running: 'yes' | 'no' | '?'
  readonly on: boolean
}

export type PendingValue = 'empty' | 'copy' | 'own' | 'unread'
/** `–` nothing to ask with (empty) · `=` that of AWSCURRENT (copy). */
export type PendingAuth = '–' | '=' | 'yes' | 'no' | 'gone' | '?'

/** The pairs of value and auth that exist: an empty version has nothing to ask with, a copy has AWSCURRENT's answer. */
export const valueAuthPairs: readonly (readonly [PendingValue, PendingAuth])[] = [
  ['empty', '–'],
  ['copy', '='],
  ['own', 'yes'],
  ['own', 'no'],
  ['own', 'gone'],
  ['own', '?'],
  ['unread', 'yes'],
  ['unread', '?'],
]

/** Every state the table has to place in exactly one row. */
export function allPendingStates(): PendingState[] {
  const states: PendingState[] = []
  for (const [value, auth] of valueAuthPairs)
    for (const current of ['yes', 'no', '?'] as const)
      for (const previous of ['yes', 'no', '?', 'none'] as const)
        for (const maker of ['fn', 'other', '?'] as const)
          for (const running of ['yes', 'no', '?'] as const)
            for (const on of [true, false]) states.push({value, auth, current, previous, maker, running, on})
  return states
}

/** The answer for AWSCURRENT or AWSPREVIOUS: a credential that is gone is as good as rejected. */
export function authOf(version: VersionFacts | undefined): 'yes' | 'no' | '?' | 'none' {
  if (version === undefined) return 'none'
  const auth = valueOf(version.auth)
  if (auth === undefined) return '?'
  return auth === 'yes' ? 'yes' : 'no'
}

/**
 * The facts as the table reads them. If the pending version also holds AWSPREVIOUS there is no previous one; a rejection
 * means that a value was there to be rejected, so an unread version that was refused counts as its own value.
 */
export function pendingStateOf(facts: SecretFacts, pending: VersionFacts): PendingState {
  const current = authOf(facts.current)
  const maker = valueOf(pending.maker)
  const [value, auth] = pairOf(pending.value, pending.auth)
  return {
    value,
    auth,
    current: current === 'none' ? '?' : current,
    previous: pending.labels.includes('AWSPREVIOUS') ? 'none' : authOf(facts.previous),
    maker: maker === undefined || maker === 'nobody' ? '?' : maker,
    running: facts.running.value,
    on: valueOf(facts.labels)?.description.rotationEnabled === true,
  }
}

function pairOf(value: PendingValue, fact: Fact<Auth>): readonly [PendingValue, PendingAuth] {
  const auth = valueOf(fact)
  if (value === 'empty') return ['empty', '–']
  if (value === 'copy') return ['copy', '=']
  const refused = auth === 'no' || auth === 'gone'
  return value === 'unread' && refused ? ['own', auth] : [value, auth ?? '?']
}
