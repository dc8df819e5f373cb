/** As of all reads. */
interface CallOptions {
  readonly signal?: AbortSignal
}

export interface SubnetInfo {
  readonly id: string
  readonly vpcId: string
  readonly zone: string
  readonly cidr: string
}

/** A rule that lets somebody in; every port where `fromPort` is absent. */
export interface IngressInfo {
  readonly protocol: string
  readonly fromPort?: number
  readonly toPort?: number
  readonly groupIds: readonly string[]
  readonly ranges: readonly string[]
}

export interface GroupInfo {
  readonly id: string
  readonly vpcId: string
  readonly name: string
  readonly ingress: readonly IngressInfo[]
  readonly tags: Readonly<Record<string, string>>
}

export interface RouteTableInfo {
  readonly main: boolean
  readonly subnetIds: readonly string[]
  /** Those that work. */
  readonly routes: readonly {readonly to: string; readonly through: string}[]
}

export interface EndpointInfo {
  readonly id: string
  readonly service: string
  /** `pending`, `available`, `deleting` … in small letters. */
  readonly state: string
  readonly privateDns: boolean
  readonly groupIds: readonly string[]
  readonly tags: Readonly<Record<string, string>>
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
