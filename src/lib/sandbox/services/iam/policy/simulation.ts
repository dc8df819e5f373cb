/** One resource in the policy simulator: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResourceSpecificResult.html. */
import type {Principal} from '../../../kernel.ts'
import type {CompiledPolicy, CompiledStatement, Request} from './compile.ts'
import {evaluate, type Decision} from './evaluate.ts'
import {requestOf, type Tag} from './request.ts'

export interface Simulation {
  readonly principal: Principal
  readonly policies: readonly {readonly name: string; readonly kind: string; readonly compiled: CompiledPolicy}[]
  readonly boundary: CompiledPolicy | undefined
  readonly resource: CompiledPolicy | undefined
  readonly tags: readonly Tag[]
  /** Lower-case keys. */
  readonly conditions: Readonly<Record<string, readonly string[]>>
  readonly now: () => number
}

export type Verdict = 'allowed' | 'explicitDeny' | 'implicitDeny'

/** What holds for one resource as for an action as a whole. */
export interface Findings {
  readonly MatchedStatements: readonly {readonly SourcePolicyId: string; readonly SourcePolicyType: string}[]
  readonly MissingContextValues: readonly string[]
  /** Absent where no boundary is set. */
  readonly PermissionsBoundaryDecisionDetail: {readonly AllowedByPermissionsBoundary: boolean} | undefined
}

export interface ResourceResult extends Findings {
  readonly EvalResourceName: string
  readonly EvalResourceDecision: Verdict
}

/** What would be decided about one action on one resource, which may be `*`. */
export function simulateOn(simulation: Simulation, action: string, resource: string): ResourceResult {
  const {principal, policies, boundary, conditions} = simulation
  const request = requestOf(principal, {action, resource, conditions}, simulation)
  const identity = policies.map(({compiled}) => compiled)
  const relation = {ownAccount: true, resourceDecides: false}
  const verdict = wordFor(
    evaluate({identity, boundary, session: undefined, resource: simulation.resource}, request, relation),
  )
  const applies = (statement: CompiledStatement): boolean => statement.applies(request)
  // Where something denies, the denying statements are the only ones that AWS names.
  const matched = policies.filter(({compiled: {allows, denies}}) =>
    (verdict === 'explicitDeny' ? denies : allows).some(applies),
  )
  const asked = [...identity, ...(boundary === undefined ? [] : [boundary])].flatMap(policy => policy.conditionKeys)
  return {
    EvalResourceName: resource,
    EvalResourceDecision: verdict,
    MatchedStatements: matched.map(({name, kind}) => ({SourcePolicyId: name, SourcePolicyType: kind})),
    MissingContextValues: [...new Set(asked)].filter(key => request.lookup(key) === undefined),
    PermissionsBoundaryDecisionDetail: boundary && {AllowedByPermissionsBoundary: isWithin(boundary, request)},
  }
}

function wordFor(decision: Decision): Verdict {
  if (decision.allowed) return 'allowed'
  return decision.explicit ? 'explicitDeny' : 'implicitDeny'
}

function isWithin(boundary: CompiledPolicy, request: Request): boolean {
  const applies = (statement: CompiledStatement): boolean => statement.applies(request)
  return boundary.allows.some(applies) && !boundary.denies.some(applies)
}
