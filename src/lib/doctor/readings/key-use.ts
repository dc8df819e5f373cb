import type {KeyRefusal} from '../encryption.ts'
import {type Fact, known, unknown} from '../fact.ts'
import {allOf, anyOf, type KeyPolicyAnswer, type Match} from './key-policy.ts'

/** What decides about one action on a key. */
export interface KeyUseSides {
  readonly action: string
  /** What the role's own policies say; forbidden, by them or by the organization: whatever else allows it. */
  readonly role: Match | 'forbidden' | 'forbidden by the organization'
  /**
   * Whether a policy of the key that names the role is enough in its account. Not certain: a permissions boundary, or a
   * condition that was not tried, may stand against it. Absent: nothing does.
   */
  readonly direct?: 'maybe'
  readonly policy: KeyPolicyAnswer
  /** Whether a grant lets the role; absent: nobody looked yet. */
  readonly granted?: Match
  /** Across accounts both have to allow it. */
  readonly sameAccount: boolean
}

/**
 * Why a role may not use a key, or undefined: it may. Unknown where conditions decide that were not tried.
 * https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 */
export function keyRefusal(sides: KeyUseSides): Fact<KeyRefusal | undefined> {
  const {action, role, policy} = sides
  if (role === 'forbidden') return known({action, by: 'the policies of the role forbid it'})
  if (role === 'forbidden by the organization') return known({action, by: 'a policy of the organization forbids it'})
  if (policy.denied === 'yes') return known({action, by: 'the policy of the key forbids it'})
  const allowed = allowedBy(sides, role)
  if (allowed === 'no') return known({action, by: refuser(policy)})
  if (allowed === 'maybe' || policy.denied === 'maybe')
    return unknown(
      'it depends on conditions of a policy, on a permissions boundary, or on a grant, that could not be tried',
    )
  return known(undefined)
}

/** Without grants, which are looked at only where nothing else allows it. */
export function allowedBy(sides: KeyUseSides, role: Match): Match {
  const {policy, granted = 'no', sameAccount} = sides
  const direct = allOf([policy.direct, sameAccount ? (sides.direct ?? 'yes') : role])
  return anyOf([direct, allOf([policy.account, role]), granted])
}

function refuser({direct, account}: KeyPolicyAnswer): KeyRefusal['by'] {
  return direct === 'no' && account === 'no'
    ? 'the policy of the key leaves it neither to the role nor to its account'
    : 'neither the policy of the key nor those of the role allow it'
}
