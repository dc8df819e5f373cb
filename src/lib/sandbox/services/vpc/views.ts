/** Entities as EC2 shows them: names of the wire. */
import type {Endpoint, IngressRule, RouteTable, SecurityGroup, Subnet, Tag} from './entities.ts'

export function subnetView({id, vpcId, zone, cidr, accountId, tags}: Subnet) {
  return {
    subnetId: id,
    state: 'available',
    vpcId,
    cidrBlock: cidr,
    availabilityZone: zone,
    ownerId: accountId,
    tagSet: tagsView(tags),
  }
}

export function groupView({id, vpcId, accountId, name, description, ingress, tags}: SecurityGroup) {
  return {
    ownerId: accountId,
    groupId: id,
    groupName: name,
    groupDescription: description,
    vpcId,
    ipPermissions: ingress.map(rule => ruleView(rule, accountId)),
    tagSet: tagsView(tags),
  }
}

function ruleView({protocol, fromPort, toPort, from, description}: IngressRule, userId: string) {
  const said = description === undefined ? {} : {description}
  return {
    ipProtocol: protocol,
    ...(fromPort === undefined ? {} : {fromPort}),
    ...(toPort === undefined ? {} : {toPort}),
    groups: 'groupId' in from ? [{userId, groupId: from.groupId, ...said}] : [],
    ipRanges: 'cidr' in from ? [{cidrIp: from.cidr, ...said}] : [],
  }
}

export function tableView({id, vpcId, accountId, main, subnetIds, routes, tags}: RouteTable, cidr: string) {
  const local = {destinationCidrBlock: cidr, gatewayId: 'local', state: 'active', origin: 'CreateRouteTable'}
  return {
    routeTableId: id,
    vpcId,
    ownerId: accountId,
    routeSet: [
      local,
      ...routes.map(({to, through, blackhole}) => ({
        destinationCidrBlock: to,
        [memberFor(through)]: through,
        state: blackhole === true ? 'blackhole' : 'active',
        origin: 'CreateRoute',
      })),
    ],
    associationSet: [
      ...(main ? [{routeTableId: id, main: true}] : []),
      ...subnetIds.map(subnetId => ({routeTableId: id, subnetId, main: false})),
    ],
    tagSet: tagsView(tags),
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html */
function memberFor(through: string): string {
  if (through.startsWith('nat-')) return 'natGatewayId'
  return through.startsWith('tgw-') ? 'transitGatewayId' : 'gatewayId'
}

export function endpointView(endpoint: Endpoint, state: string, nameOf: (groupId: string) => string) {
  const {id, vpcId, accountId, service, type, subnetIds, groupIds, privateDns, createdAt, tags} = endpoint
  return {
    vpcEndpointId: id,
    vpcEndpointType: type,
    vpcId,
    ownerId: accountId,
    serviceName: service,
    state,
    subnetIdSet: subnetIds,
    groupSet: groupIds.map(groupId => ({groupId, groupName: nameOf(groupId)})),
    privateDnsEnabled: privateDns,
    creationTimestamp: new Date(createdAt).toISOString(),
    tagSet: tagsView(tags),
  }
}

function tagsView(tags: readonly Tag[]) {
  return tags.map(({Key, Value}) => ({key: Key, value: Value}))
}
