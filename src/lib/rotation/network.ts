/** What stands around a function in a network of the account, as EC2 tells it. */
export interface SubnetInfo {
  readonly id: string
  readonly vpcId: string
  readonly zone: string
  readonly cidr: string
}

/** A rule that lets somebody in; every port where `fromPort` is absent. */
interface IngressInfo {
  readonly protocol: string
  readonly fromPort?: number
  readonly toPort?: number
  readonly groupIds: readonly string[]
  readonly ranges: readonly string[]
  /** One for each of both; empty where nobody wrote one. */
  readonly descriptions: readonly string[]
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
