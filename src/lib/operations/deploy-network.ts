import type {AwsScope} from '../aws/gateways.ts'
import type {SubnetInfo} from '../rotation/network.ts'
import type {FunctionNetwork} from '../deploy/deployment.ts'
import {endpointFor, type Surroundings} from '../deploy/network-paths.ts'
import type {Context} from './context.ts'
import {ownParts} from './deploy-network-look.ts'
import {deployUsage} from './deploy-refusals.ts'

export const deployNetworkActions = [
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeRouteTables',
  'ec2:DescribeVpcEndpoints',
  // Lambda asks for it, of whoever connects a function. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
  'ec2:DescribeVpcs',
  'ec2:CreateSecurityGroup',
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:CreateVpcEndpoint',
  'ec2:CreateTags',
  'route53:AssociateVPCWithHostedZone',
] as const

/** What the command line names of the network. */
export interface NetworkOptions {
  /** None: those that the function has. */
  readonly subnets: readonly string[]
  /** Absent: that of the function. */
  readonly securityGroup?: string | undefined
  /** Makes the endpoint for Secrets Manager where there is none. */
  readonly endpoint: boolean
}

interface About {
  readonly context: Context
  readonly scope: AwsScope
  readonly name: string
  /** Where the function stands already. */
  readonly before?: FunctionNetwork | undefined
}

/**
 * Where the function is to stand, and what is around it; undefined: in no network. Only reads. Throws USAGE (exit 2) for
 * subnets and a group that are not of one VPC, and NOT_FOUND.
 */
export async function wantedNetwork(about: About, options: NetworkOptions): Promise<Surroundings | undefined> {
  const {context, scope, before} = about
  const subnetIds = options.subnets.length === 0 ? (before?.subnetIds ?? []) : options.subnets
  const groupIds = options.securityGroup === undefined ? (before?.securityGroupIds ?? []) : [options.securityGroup]
  if (subnetIds.length === 0 && groupIds.length === 0 && !options.endpoint) return undefined
  if (subnetIds.length === 0 || groupIds.length === 0)
    throw deployUsage(
      'A function stands in a network by subnets and a security group.',
      'Name both: --subnet ID (once for each) and --security-group ID',
    )
  const {network: ec2} = context.aws(scope)
  const {signal} = context
  const [subnets, groups] = await Promise.all([ec2.subnets(subnetIds, {signal}), ec2.groups(groupIds, {signal})])
  const vpcId = oneVpc([...subnets, ...groups])
  const [tables, endpoints] = await Promise.all([ec2.routeTables(vpcId, {signal}), ec2.endpoints(vpcId, {signal})])
  const {region} = scope
  const network = {vpcId, subnetIds, securityGroupIds: groupIds}
  const service = `com.amazonaws.${region}.secretsmanager`
  const own = await ownParts(context, scope, about.name)
  const foreign = endpointFor('secretsmanager', {region, endpoints: endpoints.filter(one => !isOwn(one, own))})
  const has = own.groups.some(one => one.vpcId === vpcId) || own.endpoints.some(one => isOwn(one, {endpoints}))
  const makes = foreign === undefined && (options.endpoint || has)
  const ids = [...new Set(endpoints.flatMap(one => one.groupIds))]
  return {
    region,
    network: makes ? {...network, endpoint: {service, subnetIds: onePerZone(subnets)}} : network,
    cidrs: subnets.map(({cidr}) => cidr),
    tables,
    endpoints,
    groups: ids.length === 0 ? [] : await ec2.groups(ids, {signal}),
  }
}

function isOwn({id}: {readonly id: string}, {endpoints}: {readonly endpoints: readonly {readonly id: string}[]}) {
  return endpoints.some(own => own.id === id)
}

function oneVpc(all: readonly {readonly id: string; readonly vpcId: string}[]): string {
  const [first] = all
  const other = all.find(({vpcId}) => vpcId !== first?.vpcId)
  if (first === undefined || other !== undefined)
    throw deployUsage(
      `${first?.id} stands in ${first?.vpcId}, and ${other?.id} in ${other?.vpcId}.`,
      'Name subnets and a security group of one VPC.',
    )
  return first.vpcId
}

/** An endpoint takes one subnet in a zone. https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html */
function onePerZone(subnets: readonly SubnetInfo[]): readonly string[] {
  return [...new Map(subnets.toReversed().map(({zone, id}) => [zone, id])).values()].toSorted()
}
