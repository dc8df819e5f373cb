import type {AwsScope} from '../aws/gateways.ts'
import type {GroupInfo} from '../rotation/network.ts'
import {DEPLOYMENT_TAG, type Deployment} from '../deploy/deployment.ts'
import type {Found} from '../deploy/found.ts'
import {letsIn} from '../deploy/network-paths.ts'
import type {Context} from './context.ts'

/** What is there of the endpoint that is made with a function, by its tags; nothing for one without. */
export async function lookAtEndpoint(
  context: Context,
  scope: AwsScope,
  {name, network}: Pick<Deployment, 'name' | 'network'>,
): Promise<Pick<Found, 'endpoint'>> {
  if (network?.endpoint === undefined) return {}
  const {vpcId, securityGroupIds, endpoint} = network
  const {groups, endpoints} = await ownParts(context, scope, name)
  const group = groups.find(one => one.vpcId === vpcId)
  const [functionGroup = ''] = securityGroupIds
  const found = endpoints.find(one => one.service === endpoint.service && one.groupIds.includes(group?.id ?? ''))
  return {
    endpoint: {
      ...(group === undefined ? {} : {groupId: group.id}),
      open: group !== undefined && letsIn([group], {groupId: functionGroup, cidrs: []}),
      ...(found === undefined ? {} : {endpointId: found.id}),
      available: found?.state === 'available',
    },
  }
}

/** The groups and endpoints that a deployment made; those that are going apart. */
export async function ownParts(context: Context, scope: AwsScope, name: string) {
  const {network} = context.aws(scope)
  const tag = {name: DEPLOYMENT_TAG, value: name}
  const {signal} = context
  const [groups, endpoints]: [readonly GroupInfo[], Awaited<ReturnType<typeof network.endpoints>>] = await Promise.all([
    network.groupsByTag(tag, {signal}),
    network.endpointsByTag(tag, {signal}),
  ])
  const going = endpoints.filter(({state}) => state === 'deleting')
  return {groups, going, endpoints: endpoints.filter(({state}) => state !== 'deleting' && state !== 'deleted')}
}
