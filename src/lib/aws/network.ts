import type {EndpointInfo, GroupInfo, RouteTableInfo} from '../rotation/network.ts'
import {read} from './call.ts'
import type {Clients} from './clients.ts'
import type {CallOptions} from './gateways.ts'
import type {Fields} from './ec2-query.ts'
import {itemsOf, textOf, type XmlElement} from './ec2-xml.ts'
import type {NetworkGateway} from './network-gateways.ts'
import {present} from './present.ts'

/** What EC2 says of networks. What speaks with it is loaded with the first call. */
export function networkGateway(clients: Clients): NetworkGateway {
  /** All pages of a list. */
  async function list(
    action: string,
    input: Fields,
    set: string,
    options?: CallOptions,
  ): Promise<readonly XmlElement[]> {
    const about = {action: `ec2:${action}`, ...present({resource: Object.values(input).at(-1)})}
    const found: XmlElement[] = []
    let token = ''
    do {
      const fields: Fields = token === '' ? input : {...input, NextToken: token}
      const page = await read(clients, about, options, async ({abortSignal: signal}) => {
        const {ec2Query} = await import('./ec2-query.ts')
        return ec2Query(clients, {action, fields, signal})
      })
      found.push(...itemsOf(page, set))
      token = textOf(page, 'nextToken')
    } while (token !== '')
    return found
  }
  const groups = async (input: Fields, options?: CallOptions) =>
    (await list('DescribeSecurityGroups', input, 'securityGroupInfo', options)).map(groupOf)
  const endpoints = async (input: Fields, options?: CallOptions) =>
    (await list('DescribeVpcEndpoints', input, 'vpcEndpointSet', options)).map(endpointOf)

  return {
    async subnets(ids, options) {
      const found = await list('DescribeSubnets', numbered('SubnetId', ids), 'subnetSet', options)
      return found.map(one => ({
        id: textOf(one, 'subnetId'),
        vpcId: textOf(one, 'vpcId'),
        zone: textOf(one, 'availabilityZone'),
        cidr: textOf(one, 'cidrBlock'),
      }))
    },
    groups: (ids, options) => groups(numbered('GroupId', ids), options),
    groupsByTag: ({name, value}, options) => groups(filter(`tag:${name}`, value), options),
    async routeTables(vpcId, options) {
      return (await list('DescribeRouteTables', filter('vpc-id', vpcId), 'routeTableSet', options)).map(tableOf)
    },
    endpoints: (vpcId, options) => endpoints(filter('vpc-id', vpcId), options),
    endpointsByTag: ({name, value}, options) => endpoints(filter(`tag:${name}`, value), options),
  }
}

/** `SubnetId.1`, `SubnetId.2` … */
export function numbered(name: string, values: readonly string[]): Fields {
  return Object.fromEntries(values.map((value, index) => [`${name}.${index + 1}`, value]))
}

function filter(name: string, value: string): Fields {
  return {'Filter.1.Name': name, 'Filter.1.Value.1': value}
}

function groupOf(one: XmlElement): GroupInfo {
  return {
    id: textOf(one, 'groupId'),
    vpcId: textOf(one, 'vpcId'),
    name: textOf(one, 'groupName'),
    ingress: itemsOf(one, 'ipPermissions').map(rule => ({
      protocol: textOf(rule, 'ipProtocol'),
      ...present({fromPort: numberOf(rule, 'fromPort'), toPort: numberOf(rule, 'toPort')}),
      groupIds: itemsOf(rule, 'groups').map(group => textOf(group, 'groupId')),
      descriptions: ['groups', 'ipRanges', 'ipv6Ranges', 'prefixListIds'].flatMap(set =>
        itemsOf(rule, set).map(from => textOf(from, 'description')),
      ),
      ranges: [
        ...itemsOf(rule, 'ipRanges').map(range => textOf(range, 'cidrIp')),
        ...itemsOf(rule, 'ipv6Ranges').map(range => textOf(range, 'cidrIpv6')),
        ...itemsOf(rule, 'prefixListIds').map(range => textOf(range, 'prefixListId')),
      ],
    })),
    tags: tagsOf(one),
  }
}

function tableOf(one: XmlElement): RouteTableInfo {
  const associations = itemsOf(one, 'associationSet')
  return {
    main: associations.some(association => textOf(association, 'main') === 'true'),
    subnetIds: associations.map(association => textOf(association, 'subnetId')).filter(id => id !== ''),
    routes: itemsOf(one, 'routeSet')
      .filter(route => textOf(route, 'state') === 'active')
      .map(route => ({to: textOf(route, 'destinationCidrBlock'), through: throughOf(route)})),
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html: one of them stands there. */
function throughOf(route: XmlElement): string {
  const members = ['natGatewayId', 'gatewayId', 'transitGatewayId', 'networkInterfaceId', 'vpcPeeringConnectionId']
  return members.map(member => textOf(route, member)).find(id => id !== '') ?? ''
}

function endpointOf(one: XmlElement): EndpointInfo {
  return {
    id: textOf(one, 'vpcEndpointId'),
    service: textOf(one, 'serviceName'),
    state: textOf(one, 'state').toLowerCase(),
    privateDns: textOf(one, 'privateDnsEnabled') === 'true',
    groupIds: itemsOf(one, 'groupSet').map(group => textOf(group, 'groupId')),
    tags: tagsOf(one),
  }
}

function tagsOf(one: XmlElement): Readonly<Record<string, string>> {
  return Object.fromEntries(itemsOf(one, 'tagSet').map(tag => [textOf(tag, 'key'), textOf(tag, 'value')]))
}

function numberOf(one: XmlElement, name: string): number | undefined {
  const text = textOf(one, name)
  return text === '' ? undefined : Number(text)
}
