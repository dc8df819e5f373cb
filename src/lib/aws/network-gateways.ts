import type {EndpointInfo, GroupInfo, RouteTableInfo, SubnetInfo} from '../rotation/network.ts'

/** As of all reads. */
interface CallOptions {
  readonly signal?: AbortSignal
}

/** Networks of one region, as far as a function stands in them. */
export interface NetworkGateway {
  subnets(ids: readonly string[], options?: CallOptions): Promise<readonly SubnetInfo[]>
  groups(ids: readonly string[], options?: CallOptions): Promise<readonly GroupInfo[]>
  groupsByTag(tag: NameAndValue, options?: CallOptions): Promise<readonly GroupInfo[]>
  routeTables(vpcId: string, options?: CallOptions): Promise<readonly RouteTableInfo[]>
  endpoints(vpcId: string, options?: CallOptions): Promise<readonly EndpointInfo[]>
  endpointsByTag(tag: NameAndValue, options?: CallOptions): Promise<readonly EndpointInfo[]>
}

export interface NameAndValue {
  readonly name: string
  readonly value: string
}

export interface NetworkMutations {
  createGroup(input: {
    name: string
    description: string
    vpcId: string
    tags: Readonly<Record<string, string>>
  }): Promise<void>
  /** Lets members of a group in on port 443. */
  letIn(input: {groupId: string; fromGroupId: string; description: string}): Promise<void>
  deleteGroup(input: {groupId: string}): Promise<void>
  /** An interface endpoint with private DNS. */
  createEndpoint(input: {
    vpcId: string
    service: string
    subnetIds: readonly string[]
    groupId: string
    tags: Readonly<Record<string, string>>
  }): Promise<void>
  deleteEndpoint(input: {endpointId: string}): Promise<void>
}
