/**
 * One action in the policy simulator: https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html. Whatever
 * the number of resources, an action has one result, with the most restrictive decision over all of them; what holds for one
 * resource stands in its ResourceSpecificResults.
 */
import {simulateOn, type Findings, type ResourceResult, type Simulation, type Verdict} from './simulation.ts'

export interface EvaluationResult extends Findings {
  readonly EvalActionName: string
  readonly EvalResourceName: string
  readonly EvalDecision: Verdict
  /** Empty within one account; absent, as ResourceSpecificResults, when no resource was named. */
  readonly EvalDecisionDetails?: ReadonlyMap<string, Verdict>
  readonly ResourceSpecificResults?: readonly ResourceResult[]
}

const strictestFirst = ['explicitDeny', 'implicitDeny', 'allowed'] as const

/** What would be decided about an action on the resources; none, or `*`, asks for all. */
export function simulate(simulation: Simulation, action: string, resources: readonly string[]): EvaluationResult {
  const named = resources.filter(resource => resource !== '*')
  const results = (named.length === 0 ? ['*'] : named).map(resource => simulateOn(simulation, action, resource))
  return {
    EvalActionName: action,
    EvalResourceName: nameFor(action, named),
    ...together(results),
    ...(named.length === 0 ? {} : {EvalDecisionDetails: new Map(), ResourceSpecificResults: results}),
  }
}

/** For several resources AWS names none of them but the form of such ARNs; the form here is the sandbox's own. */
function nameFor(action: string, named: readonly string[]): string {
  const [only, ...others] = named
  if (only === undefined) return '*'
  if (others.length === 0) return only
  return `arn:aws:${action.split(':')[0]}:\${Region}:\${Account}:\${ResourceType}/\${ResourcePath}`
}

function together(results: readonly ResourceResult[]): Findings & {readonly EvalDecision: Verdict} {
  const decision =
    strictestFirst.find(verdict => results.some(result => result.EvalResourceDecision === verdict)) ?? 'implicitDeny'
  const deciding = results.filter(result => result.EvalResourceDecision === decision)
  const matched = deciding.flatMap(({MatchedStatements}) => MatchedStatements)
  const boundaries = results.flatMap(({PermissionsBoundaryDecisionDetail: detail}) => detail ?? [])
  return {
    EvalDecision: decision,
    MatchedStatements: [...new Map(matched.map(each => [JSON.stringify(each), each])).values()],
    MissingContextValues: [...new Set(results.flatMap(({MissingContextValues}) => MissingContextValues))],
    PermissionsBoundaryDecisionDetail:
      boundaries.length === 0
        ? undefined
        : {AllowedByPermissionsBoundary: boundaries.every(detail => detail.AllowedByPermissionsBoundary)},
  }
}
