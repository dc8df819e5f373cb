import type {Call} from '../../../kernel.ts'
import type {Endpoint, Subnet} from '../entities.ts'
import {invalidParameter, notFound, notServed, sameZone} from '../errors.ts'
import {neededText, tagsOf, textOf, textsOf} from '../input.ts'
import {type MakeOperation, onEach, tagging} from '../operation.ts'
import type {Ec2State} from '../state.ts'
import {endpointView} from '../views.ts'

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html, for interface endpoints. Private DNS
 * makes a hosted zone and asks for that, too (Service Authorization Reference, dependent actions of CreateVpcEndpoint).
 */
export const createVpcEndpoint: MakeOperation = state => ({
  name: 'CreateVpcEndpoint',
  readOnly: false,
  authorize: call => [
    ...onEach(call, 'CreateVpcEndpoint', [
      'vpc-endpoint/*',
      `vpc/${textOf(call, 'VpcId')}`,
      ...textsOf(call, 'SubnetId').map(id => `subnet/${id}`),
      ...textsOf(call, 'SecurityGroupId').map(id => `security-group/${id}`),
    ]),
    ...tagging(call, 'vpc-endpoint/*', 'CreateVpcEndpoint'),
    ...(hasPrivateDns(call) ? [{action: 'route53:AssociateVPCWithHostedZone', resource: '*'}] : []),
  ],
  run(call) {
    if (textOf(call, 'VpcEndpointType') !== 'Interface') throw notServed('endpoints other than Interface')
    const endpoint = newEndpoint(state, call)
    state.putEndpoint(endpoint)
    const names = new Map(state.groups(call).map(({id, name}) => [id, name]))
    return {vpcEndpoint: endpointView(endpoint, state.endpointState(endpoint), id => names.get(id) ?? '')}
  },
})

/** Private DNS is on where nothing is said. */
function hasPrivateDns(call: Call): boolean {
  return textOf(call, 'PrivateDnsEnabled') !== 'false'
}

function newEndpoint(state: Ec2State, call: Call): Endpoint {
  const vpcId = neededText(call, 'VpcId')
  const service = neededText(call, 'ServiceName')
  const vpc = state.vpcs(call).find(({id}) => id === vpcId)
  if (vpc === undefined) throw notFound('vpc', vpcId)
  const subnets = textsOf(call, 'SubnetId').map(id => needHere(state.subnets(call), id, {vpcId, kind: 'subnet'}))
  const groups = textsOf(call, 'SecurityGroupId').map(id => needHere(state.groups(call), id, {vpcId, kind: 'group'}))
  refuseSameZone(subnets)
  const privateDns = hasPrivateDns(call)
  if (privateDns && !vpc.dns)
    throw invalidParameter(
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpcId}`,
    )
  const conflicting = state
    .endpoints(call)
    .some(one => one.vpcId === vpcId && one.service === service && one.privateDns && one.deletedAt === undefined)
  if (privateDns && conflicting)
    throw invalidParameter(
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${domainOf(service)} in the VPC ${vpcId}`,
    )
  const {accountId, region} = call
  return {
    accountId,
    region,
    id: state.newId('vpce'),
    vpcId,
    service,
    type: 'Interface',
    subnetIds: subnets.map(({id}) => id),
    groupIds: groups.map(({id}) => id),
    privateDns,
    createdAt: state.now(),
    tags: tagsOf(call),
  }
}

/** `com.amazonaws.eu-central-1.sts` answers for `sts.eu-central-1.amazonaws.com`. */
function domainOf(service: string): string {
  const [, , region = '', name = ''] = service.split('.')
  return `${name}.${region}.amazonaws.com`
}

function needHere<T extends {readonly id: string; readonly vpcId: string}>(
  all: readonly T[],
  id: string,
  {vpcId, kind}: {readonly vpcId: string; readonly kind: 'subnet' | 'group'},
): T {
  const found = all.find(one => one.id === id)
  if (found === undefined) throw notFound(kind, id)
  if (found.vpcId !== vpcId) throw invalidParameter(`${id} does not belong to the VPC ${vpcId}`)
  return found
}

function refuseSameZone(subnets: readonly Subnet[]): void {
  const seen = new Set<string>()
  for (const {id, zone} of subnets) {
    if (seen.has(zone)) throw sameZone(id)
    seen.add(zone)
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpoints.html: what is not there is told of. */
export const deleteVpcEndpoints: MakeOperation = state => ({
  name: 'DeleteVpcEndpoints',
  readOnly: false,
  authorize: call =>
    onEach(
      call,
      'DeleteVpcEndpoints',
      textsOf(call, 'VpcEndpointId').map(id => `vpc-endpoint/${id}`),
    ),
  run(call) {
    const unsuccessful = textsOf(call, 'VpcEndpointId').flatMap(id => {
      const found = state.endpoints(call).find(endpoint => endpoint.id === id)
      if (found !== undefined) {
        state.putEndpoint({...found, deletedAt: found.deletedAt ?? state.now()})
        return []
      }
      const {code, message} = notFound('endpoint', id)
      return [{error: {code, message}, resourceId: id}]
    })
    return {unsuccessful}
  },
})
