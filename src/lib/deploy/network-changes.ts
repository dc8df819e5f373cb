import type {Deployment, FunctionNetwork} from './deployment.ts'
import type {Found} from './found.ts'

/** One thing that is missing of the endpoint of a deployment. */
export interface EndpointChange {
  readonly kind: 'endpoint-group' | 'endpoint-rule' | 'endpoint'
}

/** What is missing of the endpoint that is made with a function, before that stands in its network. */
export function endpointChanges({network}: Deployment, {endpoint}: Found): readonly EndpointChange[] {
  if (network?.endpoint === undefined) return []
  return [
    ...(endpoint?.groupId === undefined ? [{kind: 'endpoint-group'} as const] : []),
    ...(endpoint?.open === true ? [] : [{kind: 'endpoint-rule'} as const]),
    ...(endpoint?.endpointId === undefined ? [{kind: 'endpoint'} as const] : []),
  ]
}

/** Whether a function stands where it should; the order of subnets and groups says nothing. */
export function sameNetwork(one: FunctionNetwork | undefined, other: FunctionNetwork | undefined): boolean {
  return contentOf(one) === contentOf(other)
}

function contentOf({subnetIds = [], securityGroupIds = []}: Partial<FunctionNetwork> = {}): string {
  return JSON.stringify([subnetIds.toSorted(), securityGroupIds.toSorted()])
}
