import type {EndpointInfo, GroupInfo, RouteTableInfo} from '../rotation/network.ts'
import type {Deployment, FunctionNetwork} from './deployment.ts'
import {roleStatements} from './role-policy.ts'

/** How requests of a function reach a service. */
export interface ServicePath {
  /** By the prefix of its actions. */
  readonly service: string
  readonly path: 'endpoint' | 'nat' | 'other' | 'none'
  /** Ids of what is on the way. */
  readonly through: readonly string[]
}

/** What was seen around a function. */
export interface Surroundings {
  readonly region: string
  readonly network: FunctionNetwork
  /** Of the subnets. */
  readonly cidrs: readonly string[]
  readonly tables: readonly RouteTableInfo[]
  readonly endpoints: readonly EndpointInfo[]
  /** Those of the endpoints. */
  readonly groups: readonly GroupInfo[]
}

/**
 * Names of interface endpoints where they are not `com.amazonaws.REGION.` and the prefix of the actions.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
const endpointNames: Readonly<Record<string, readonly string[]>> = {
  iam: ['com.amazonaws.iam'],
  ses: ['email'],
}

/** Services that a rotator asks without a permission. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const unasked: Readonly<Record<string, readonly string[]>> = {'iam-access-key': ['sts']}

/** Services that others call for it: a key is asked by Secrets Manager, logs and network are Lambda's work. */
const calledByOthers: ReadonlySet<string> = new Set(['kms', 'logs', 'ec2'])

/** The services that the function calls: those of its role, and those that need no permission. */
export function servicesOf(deployment: Deployment): readonly string[] {
  const asked = roleStatements(deployment).flatMap(({Action}) => Action.map(action => action.split(':', 1)[0] ?? ''))
  const all = new Set([...asked, ...(unasked[deployment.rotator.name] ?? [])])
  return [...all].filter(service => !calledByOthers.has(service))
}

export function serviceNames(service: string, region: string): readonly string[] {
  const names = endpointNames[service] ?? [service]
  return names.map(name => (name.includes('.') ? name : `com.amazonaws.${region}.${name}`))
}

/** An endpoint that answers for the name of a service in the network. undefined: there is none. */
export function endpointFor(service: string, {region, endpoints}: Pick<Surroundings, 'region' | 'endpoints'>) {
  const names = serviceNames(service, region)
  return endpoints.find(
    one => names.includes(one.service) && one.privateDns && (one.state === 'available' || one.state === 'pending'),
  )
}

/** The path of each service. An endpoint with private DNS takes all requests, whether it lets them in or not. */
export function pathsOf(services: readonly string[], around: Surroundings): readonly ServicePath[] {
  const away = wayOut(around)
  return services.map((service): ServicePath => {
    const endpoint = endpointFor(service, around)
    if (endpoint === undefined) {
      const made = service === 'secretsmanager' && around.network.endpoint !== undefined
      return made ? {service, path: 'endpoint', through: []} : {service, ...away}
    }
    const groups = around.groups.filter(({id}) => endpoint.groupIds.includes(id))
    const own = service === 'secretsmanager' && around.network.endpoint !== undefined
    return {service, path: own || letsIn(groups, visitorOf(around)) ? 'endpoint' : 'none', through: [endpoint.id]}
  })
}

/** The first group of a function is the one that rules of ours name. */
export function visitorOf({network, cidrs}: Pick<Surroundings, 'network' | 'cidrs'>): Visitor {
  const [groupId = ''] = network.securityGroupIds
  return {groupId, cidrs}
}

/**
 * The way of all subnets to the internet: the interface of a function has no public address, so that an internet gateway
 * alone is none. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
 */
function wayOut({network, tables}: Surroundings): Omit<ServicePath, 'service'> {
  const through = network.subnetIds.map(subnetId => {
    const table = tables.find(one => one.subnetIds.includes(subnetId)) ?? tables.find(({main}) => main)
    return table?.routes.find(({to}) => to === '0.0.0.0/0')?.through ?? ''
  })
  const lost = through.some(id => id === '' || id.startsWith('igw-'))
  const ids = [...new Set(through.filter(id => id !== ''))]
  if (lost) return {path: 'none', through: []}
  return {path: ids.every(id => id.startsWith('nat-')) ? 'nat' : 'other', through: ids}
}

/** Who wants to be let in: a group, and the ranges of the subnets that it stands in. */
export interface Visitor {
  readonly groupId: string
  readonly cidrs: readonly string[]
}

/** Whether groups let somebody in on port 443, by the group or, from everywhere where it stands, by addresses. */
export function letsIn(groups: readonly GroupInfo[], {groupId, cidrs}: Visitor): boolean {
  const rules = groups.flatMap(({ingress}) => ingress).filter(opens443)
  if (rules.some(({groupIds}) => groupIds.includes(groupId))) return true
  const ranges = rules.flatMap(rule => rule.ranges)
  return cidrs.length > 0 && cidrs.every(cidr => ranges.some(range => covers(range, cidr)))
}

function opens443({protocol, fromPort = 0, toPort = 65_535}: GroupInfo['ingress'][number]): boolean {
  return ['tcp', '6', '-1'].includes(protocol) && fromPort <= 443 && toPort >= 443
}

/** IPv4 alone: of anything else nothing is known. */
function covers(range: string, cidr: string): boolean {
  const [outer, inner] = [partsOf(range), partsOf(cidr)]
  if (outer === undefined || inner === undefined || outer.bits > inner.bits) return false
  const size = 2 ** (32 - outer.bits)
  return Math.floor(outer.address / size) === Math.floor(inner.address / size)
}

function partsOf(cidr: string): {readonly address: number; readonly bits: number} | undefined {
  const [, a, b, c, d, bits] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr)?.map(Number) ?? []
  if (a === undefined || b === undefined || c === undefined || d === undefined || bits === undefined) return undefined
  return {address: ((a * 256 + b) * 256 + c) * 256 + d, bits}
}
