/** What stands in one region of one account. */
export interface Place {
  readonly accountId: string
  readonly region: string
}

export interface Tag {
  readonly Key: string
  readonly Value: string
}

interface Entity extends Place {
  readonly id: string
  readonly vpcId: string
  readonly tags: readonly Tag[]
}

export interface Vpc extends Entity {
  readonly cidr: string
  /** Whether names are resolved as private DNS of an endpoint needs it: enableDnsSupport and enableDnsHostnames. */
  readonly dns: boolean
}

export interface Subnet extends Entity {
  readonly zone: string
  readonly cidr: string
}

/** Who is let in. */
export interface IngressRule {
  readonly protocol: string
  /** Absent: all of them. */
  readonly fromPort?: number
  readonly toPort?: number
  /** A group or a range of addresses. */
  readonly from: {readonly groupId: string} | {readonly cidr: string}
  readonly description?: string
}

export interface SecurityGroup extends Entity {
  readonly name: string
  readonly description: string
  readonly ingress: readonly IngressRule[]
}

/** A route of a table; the one within the VPC is always there. */
export interface Route {
  readonly to: string
  /** `nat-…`, `igw-…`, `tgw-…`. */
  readonly through: string
  /** Absent: active. A route whose gateway is gone is a black hole. */
  readonly blackhole?: boolean
}

export interface RouteTable extends Entity {
  readonly main: boolean
  readonly subnetIds: readonly string[]
  readonly routes: readonly Route[]
}

export interface Endpoint extends Entity {
  readonly service: string
  readonly type: 'Interface' | 'Gateway'
  readonly subnetIds: readonly string[]
  readonly groupIds: readonly string[]
  readonly privateDns: boolean
  readonly createdAt: number
  /** Absent: it stays. */
  readonly deletedAt?: number
}
