/**
 * The decision over all policies of a request, after
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html: an explicit deny anywhere wins;
 * then something must allow, and boundary and session policies must not stand in the way.
 */
import type {CompiledPolicy, CompiledStatement, Request} from './compile.ts'
import {strongest, type Naming} from './principals.ts'

export interface PolicySet {
  readonly identity: readonly CompiledPolicy[]
  readonly boundary: CompiledPolicy | undefined
  /** Policies given to AssumeRole; undefined when none were. */
  readonly session: readonly CompiledPolicy[] | undefined
  readonly resource: CompiledPolicy | undefined
}

export type PolicyType = 'identity-based' | 'resource-based' | 'boundary' | 'session'

export type Decision =
  | {readonly allowed: true}
  | {readonly allowed: false; readonly explicit: boolean; readonly by: PolicyType}

/**
 * Decides. `ownAccount`: the resource belongs to the principal's account. `resourceDecides`: the resource's policy must allow
 * also within the account, as with a role's trust policy.
 */
export function evaluate(
  policies: PolicySet,
  request: Request,
  relation: {readonly ownAccount: boolean; readonly resourceDecides: boolean},
): Decision {
  const denied = explicitDeny(policies, request)
  if (denied !== undefined) return {allowed: false, explicit: true, by: denied}
  const grant = grantOf(policies.resource, request)
  if (request.principal.kind === 'service') return grant === 'none' ? implicit('resource-based') : {allowed: true}
  if (relation.ownAccount && !relation.resourceDecides) return inAccount(policies, request, grant)
  return withResource(policies, request, grant, relation.ownAccount)
}

/** Within an account a grant to the principal itself is enough; one to its role leaves boundary and session policy in force. */
function inAccount(policies: PolicySet, request: Request, grant: Naming): Decision {
  if (grant === 'direct') return {allowed: true}
  return ownSide(policies, request, grant === 'role')
}

/** Across accounts both sides must allow. A trust policy that names its own account leaves the decision to that account. */
function withResource(policies: PolicySet, request: Request, grant: Naming, ownAccount: boolean): Decision {
  const own = ownSide(policies, request, ownAccount && (grant === 'direct' || grant === 'role'))
  if (!own.allowed) return own
  return grant === 'none' ? implicit('resource-based') : own
}

/** What the principal's own account lets it do. `granted`: a resource policy already stands in for the identity policies. */
function ownSide(policies: PolicySet, request: Request, granted: boolean): Decision {
  const identity = granted || request.principal.kind === 'root' || anyAllows(policies.identity, request)
  if (!identity) return implicit('identity-based')
  if (policies.boundary !== undefined && !anyAllows([policies.boundary], request)) return implicit('boundary')
  if (policies.session !== undefined && !anyAllows(policies.session, request)) return implicit('session')
  return {allowed: true}
}

function implicit(by: PolicyType): Decision {
  return {allowed: false, explicit: false, by}
}

function anyAllows(policies: readonly CompiledPolicy[], request: Request): boolean {
  return policies.some(policy => policy.allows.some(statement => statement.applies(request)))
}

function explicitDeny(policies: PolicySet, request: Request): PolicyType | undefined {
  const denies = (policy: CompiledPolicy): boolean => policy.denies.some(statement => statement.applies(request))
  const named = (statement: CompiledStatement): boolean => statement.naming(request.principal) !== 'none'
  if (policies.identity.some(denies)) return 'identity-based'
  if (policies.resource?.denies.some(statement => named(statement) && statement.applies(request)) === true) {
    return 'resource-based'
  }
  if (policies.boundary !== undefined && denies(policies.boundary)) return 'boundary'
  return policies.session?.some(denies) === true ? 'session' : undefined
}

function grantOf(policy: CompiledPolicy | undefined, request: Request): Naming {
  if (policy === undefined) return 'none'
  return policy.allows.reduce<Naming>((best, statement) => {
    const naming = statement.naming(request.principal)
    return naming !== 'none' && statement.applies(request) ? strongest(best, naming) : best
  }, 'none')
}
