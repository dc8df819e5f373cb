/** Who a statement of a resource policy speaks of: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html. */
import type {Principal} from '../../../kernel.ts'
import type {Principals, Selection} from './document.ts'

/**
 * How a principal was named. `account`: only through its account, which leaves the decision to the account's own
 * policies. `role`: a session through its role, still bounded by boundary and session policy. `direct`: itself, or everybody.
 */
export type Naming = 'none' | 'account' | 'role' | 'direct'

const strength: Readonly<Record<Naming, number>> = {none: 0, account: 1, role: 2, direct: 3}

/** The more direct of two. */
export function strongest(a: Naming, b: Naming): Naming {
  return strength[a] >= strength[b] ? a : b
}

/** Compiles the Principal or NotPrincipal of a statement; without one the statement speaks of nobody. */
export function compilePrincipals(selection: Selection<Principals> | undefined): (principal: Principal) => Naming {
  if (selection === undefined) return () => 'none'
  const entries = Object.entries(selection.items).flatMap(([kind, values]) => values.map(value => ({kind, value})))
  const naming = (principal: Principal): Naming =>
    entries.reduce<Naming>((best, {kind, value}) => strongest(best, nameOf(kind, value, principal)), 'none')
  if (!selection.negated) return naming
  return principal => (naming(principal) === 'none' ? 'direct' : 'none')
}

function nameOf(kind: string, value: string, principal: Principal): Naming {
  if (value === '*') return 'direct'
  if (kind === 'Service') return principal.kind === 'service' && principal.arn === value ? 'direct' : 'none'
  if (kind !== 'AWS' || principal.kind === 'service') return 'none'
  if (value === principal.arn) return 'direct'
  if (value === principal.roleArn) return 'role'
  return accountNamed(value) === principal.accountId ? 'account' : 'none'
}

/** The account that `123456789012` or `arn:aws:iam::123456789012:root` stands for. */
function accountNamed(value: string): string | undefined {
  return /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1]
}
