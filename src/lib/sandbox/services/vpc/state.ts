import type {World} from '../../kernel.ts'
import type {Endpoint, Place, RouteTable, SecurityGroup, Subnet, Vpc} from './entities.ts'

/** An endpoint is available within about a minute and takes as long to go; own figures, AWS promises none. */
const ENDPOINT_CHANGES_MS = 60_000

/** Networks of all accounts and regions. */
export class Ec2State {
  readonly #world: World
  #vpcs = new Map<string, Vpc>()
  #subnets = new Map<string, Subnet>()
  #groups = new Map<string, SecurityGroup>()
  #tables = new Map<string, RouteTable>()
  #endpoints = new Map<string, Endpoint>()

  constructor(world: World) {
    this.#world = world
  }

  /** `subnet-0123456789abcdef0` */
  newId(prefix: string): string {
    return `${prefix}-0${this.#world.uuid().replaceAll('-', '').slice(0, 16)}`
  }

  now(): number {
    return this.#world.clock.now()
  }

  vpcs(place: Place): readonly Vpc[] {
    return here(this.#vpcs, place)
  }

  subnets(place: Place): readonly Subnet[] {
    return here(this.#subnets, place)
  }

  groups(place: Place): readonly SecurityGroup[] {
    return here(this.#groups, place)
  }

  tables(place: Place): readonly RouteTable[] {
    return here(this.#tables, place)
  }

  /** Those that are going are still there. */
  endpoints(place: Place): readonly Endpoint[] {
    const now = this.now()
    return here(this.#endpoints, place).filter(({deletedAt = now}) => now - deletedAt < ENDPOINT_CHANGES_MS)
  }

  endpointState({createdAt, deletedAt}: Endpoint): 'pending' | 'available' | 'deleting' {
    if (deletedAt !== undefined) return 'deleting'
    return this.now() - createdAt < ENDPOINT_CHANGES_MS ? 'pending' : 'available'
  }

  putVpc(vpc: Vpc): void {
    this.#vpcs.set(vpc.id, vpc)
  }

  putSubnet(subnet: Subnet): void {
    this.#subnets.set(subnet.id, subnet)
  }

  putGroup(group: SecurityGroup): void {
    this.#groups.set(group.id, group)
  }

  putTable(table: RouteTable): void {
    this.#tables.set(table.id, table)
  }

  putEndpoint(endpoint: Endpoint): void {
    this.#endpoints.set(endpoint.id, endpoint)
  }

  deleteGroup(id: string): void {
    this.#groups.delete(id)
  }

  snapshot(): unknown {
    return {
      vpcs: new Map(this.#vpcs),
      subnets: new Map(this.#subnets),
      groups: new Map(this.#groups),
      tables: new Map(this.#tables),
      endpoints: new Map(this.#endpoints),
    }
  }

  restore(snapshot: unknown): void {
    const {vpcs, subnets, groups, tables, endpoints} = snapshot as {
      vpcs: Map<string, Vpc>
      subnets: Map<string, Subnet>
      groups: Map<string, SecurityGroup>
      tables: Map<string, RouteTable>
      endpoints: Map<string, Endpoint>
    }
    this.#vpcs = new Map(vpcs)
    this.#subnets = new Map(subnets)
    this.#groups = new Map(groups)
    this.#tables = new Map(tables)
    this.#endpoints = new Map(endpoints)
  }
}

function here<T extends Place>(all: ReadonlyMap<string, T>, {accountId, region}: Place): readonly T[] {
  return [...all.values()].filter(one => one.accountId === accountId && one.region === region)
}
