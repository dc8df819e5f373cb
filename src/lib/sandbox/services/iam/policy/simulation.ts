/** One line of the policy simulator: https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html. */
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

export interface EvaluationResult {
  readonly EvalActionName: string
  readonly EvalResourceName: string
  readonly EvalDecision: 'allowed' | 'explicitDeny' | 'implicitDeny'
  readonly MatchedStatements: readonly {readonly SourcePolicyId: string; readonly SourcePolicyType: string}[]
  readonly MissingContextValues: readonly string[]
  readonly PermissionsBoundaryDecisionDetail: {readonly AllowedByPermissionsBoundary: boolean} | undefined
}

export function simulate(simulation: Simulation, action: string, resource: string): EvaluationResult {
  const {principal, policies, boundary, conditions} = simulation
  const request = requestOf(principal, {action, resource, conditions}, simulation)
  const identity = policies.map(({compiled}) => compiled)
  const relation = {ownAccount: true, resourceDecides: false}
  const decision = evaluate({identity, boundary, session: undefined, resource: simulation.resource}, request, relation)
  const applies = (statement: CompiledStatement): boolean => statement.applies(request)
  const matched = policies.filter(({compiled}) => [...compiled.allows, ...compiled.denies].some(applies))
  const asked = [...identity, ...(boundary === undefined ? [] : [boundary])].flatMap(policy => policy.conditionKeys)
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: wordFor(decision),
    MatchedStatements: matched.map(({name, kind}) => ({SourcePolicyId: name, SourcePolicyType: kind})),
    MissingContextValues: [...new Set(asked)].filter(key => request.lookup(key) === undefined),
    PermissionsBoundaryDecisionDetail: boundary && {AllowedByPermissionsBoundary: isWithin(boundary, request)},
  }
}

function wordFor(decision: Decision): EvaluationResult['EvalDecision'] {
  if (decision.allowed) return 'allowed'
  return decision.explicit ? 'explicitDeny' : 'implicitDeny'
}

function isWithin(boundary: CompiledPolicy, request: Request): boolean {
  const applies = (statement: CompiledStatement): boolean => statement.applies(request)
  return boundary.allows.some(applies) && !boundary.denies.some(applies)
}
