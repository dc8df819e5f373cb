import type {Call} from '../../../kernel.ts'
import {notFound} from '../errors.ts'
import {passes, textsOf} from '../input.ts'
import {describing, type MakeOperation} from '../operation.ts'
import {endpointView, groupView, subnetView, tableView} from '../views.ts'

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html */
export const describeSubnets: MakeOperation = state =>
  describing('DescribeSubnets', call => {
    const named = chosen(call, state.subnets(call), {ids: 'SubnetId', kind: 'subnet'})
    const found = named.filter(({id, vpcId, zone, tags}) =>
      passes(call, {'subnet-id': [id], 'vpc-id': [vpcId], 'availability-zone': [zone]}, tags),
    )
    return {subnetSet: found.map(subnetView)}
  })

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
export const describeSecurityGroups: MakeOperation = state =>
  describing('DescribeSecurityGroups', call => {
    const named = chosen(call, state.groups(call), {ids: 'GroupId', kind: 'group'})
    const found = named.filter(({id, vpcId, name, tags}) =>
      passes(call, {'group-id': [id], 'vpc-id': [vpcId], 'group-name': [name]}, tags),
    )
    return {securityGroupInfo: found.map(groupView)}
  })

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html */
export const describeRouteTables: MakeOperation = state =>
  describing('DescribeRouteTables', call => {
    const found = state.tables(call).filter(({vpcId, main, subnetIds, tags}) => {
      const associations = main ? ['true'] : subnetIds.length === 0 ? [] : ['false']
      const values = {'vpc-id': [vpcId], 'association.main': associations, 'association.subnet-id': subnetIds}
      return passes(call, values, tags)
    })
    const cidrs = new Map(state.vpcs(call).map(({id, cidr}) => [id, cidr]))
    return {routeTableSet: found.map(table => tableView(table, cidrs.get(table.vpcId) ?? ''))}
  })

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html */
export const describeVpcEndpoints: MakeOperation = state =>
  describing('DescribeVpcEndpoints', call => {
    const named = chosen(call, state.endpoints(call), {ids: 'VpcEndpointId', kind: 'endpoint'})
    const found = named.filter(one => {
      const {id, vpcId, service, type, tags} = one
      const known = {'vpc-endpoint-id': [id], 'vpc-id': [vpcId], 'service-name': [service], 'vpc-endpoint-type': [type]}
      return passes(call, {...known, 'vpc-endpoint-state': [state.endpointState(one)]}, tags)
    })
    const names = new Map(state.groups(call).map(({id, name}) => [id, name]))
    const nameOf = (id: string) => names.get(id) ?? ''
    return {vpcEndpointSet: found.map(one => endpointView(one, state.endpointState(one), nameOf))}
  })

/** Those that a request names by id, else all. Throws that there is no such thing. */
function chosen<T extends {readonly id: string}>(
  call: Call,
  all: readonly T[],
  {ids, kind}: {readonly ids: string; readonly kind: Parameters<typeof notFound>[0]},
): readonly T[] {
  const wanted = textsOf(call, ids)
  const missing = wanted.find(id => all.every(one => one.id !== id))
  if (missing !== undefined) throw notFound(kind, missing)
  return wanted.length === 0 ? all : all.filter(({id}) => wanted.includes(id))
}
