import type {AwsScope} from '../aws/gateways.ts'
import type {Place} from '../deploy/deployment.ts'
import type {Removal} from '../deploy/removals.ts'
import {SecrotError} from '../errors.ts'
import type {Context} from './context.ts'
import {ABSENT, callOf, THERE} from './deploy-call.ts'
import type {DeployLook} from './deploy-look.ts'
import {ruleDescription} from './deploy-network-changes.ts'
import {ownParts} from './deploy-network-look.ts'
import type {Mutation} from './mutation.ts'

export const destroyNetworkActions = [
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeVpcEndpoints',
  'ec2:DeleteVpcEndpoints',
  'ec2:DeleteSecurityGroup',
] as const

interface About {
  readonly context: Context
  readonly scope: AwsScope
  readonly name: string
}

/** An endpoint is gone within a minute or two. */
const GONE_WITHIN_MS = 600_000
const LOOK_EVERY_MS = 2_000

const service = 'ec2'

/**
 * Ids of the endpoints and groups that a deployment made. EC2 is asked only where the function stands in a network, or its
 * role may still enter one. An endpoint that somebody else lets others use stays, and so does its group.
 */
export async function networkStanding(about: About, look: DeployLook) {
  const {context, scope, name} = about
  const inside = look.function?.configuration.network !== undefined
  if (!inside && look.rolePolicy?.includes('ec2:CreateNetworkInterface') !== true)
    return {endpointIds: [], groupIds: []}
  const {groups, endpoints} = await ownParts(context, scope, name)
  const own = ruleDescription({name})
  const shared = groups.filter(({ingress}) => ingress.some(rule => rule.descriptions.some(text => text !== own)))
  const isShared = (groupId: string): boolean => shared.some(({id}) => id === groupId)
  for (const {id} of shared)
    context.progress.warn(`${id} has rules of others: it stays, and so does the endpoint that it is on.`)
  const isOwn = (groupId: string): boolean => groups.some(({id}) => id === groupId)
  const used = endpoints.filter(({groupIds}) => groupIds.some(id => isShared(id) || !isOwn(id)))
  for (const {id, groupIds} of used)
    if (!groupIds.some(isShared))
      context.progress.warn(`${id} has security groups of others: it stays, and ours on it.`)
  const stays = (groupId: string): boolean => isShared(groupId) || used.some(({groupIds}) => groupIds.includes(groupId))
  return {
    endpointIds: endpoints.filter(one => !used.includes(one)).map(({id}) => id),
    groupIds: groups.filter(({id}) => !stays(id)).map(({id}) => id),
  }
}

/** The endpoint first: its group cannot go before. */
export function networkAway(
  stage: About & {readonly place: Place},
  removal: Extract<Removal, {kind: 'endpoint' | 'endpoint-group'}>,
): Mutation {
  const {context, scope, place, name} = stage
  const isEndpoint = removal.kind === 'endpoint'
  const id = isEndpoint ? removal.endpointId : removal.groupId
  const call = isEndpoint
    ? {service, operation: 'DeleteVpcEndpoints', input: {VpcEndpointIds: [id]}}
    : {service, operation: 'DeleteSecurityGroup', input: {GroupId: id}}
  const type = isEndpoint ? 'vpc-endpoint' : 'security-group'
  return {
    ...callOf(stage, call),
    resource: `arn:${place.partition}:ec2:${place.region}:${place.accountId}:${type}/${id}`,
    summary: isEndpoint ? `Take the endpoint ${id} for Secrets Manager away` : `Take security group ${id} away`,
    undo: {kind: 'none', because: 'secrot deploy with --endpoint makes another one'},
    fingerprint: THERE,
    readFingerprint: async () => {
      const {groups, endpoints} = await ownParts(context, scope, name)
      return (isEndpoint ? endpoints : groups).some(one => one.id === id) ? THERE : ABSENT
    },
    describeChange: () => `${id} is gone meanwhile`,
    send: mutations =>
      isEndpoint ? mutations.network.deleteEndpoint({endpointId: id}) : mutations.network.deleteGroup({groupId: id}),
  }
}

/** A group that an endpoint still has cannot be deleted. Throws NETWORK_NOT_GONE. */
export async function untilEndpointsAreGone({context, scope, name}: About): Promise<void> {
  const {clock, progress, signal} = context
  const end = clock.now() + GONE_WITHIN_MS
  for (;;) {
    const {going} = await ownParts(context, scope, name)
    if (going.length === 0) break
    if (clock.now() >= end)
      throw new SecrotError({
        code: 'NETWORK_NOT_GONE',
        message: `The endpoint ${going[0]?.id} takes longer to go than ${GONE_WITHIN_MS / 60_000} minutes.`,
        hint: 'Run the same command again later: it goes on where it stopped.',
      })
    progress.activity('waiting for the endpoint to be gone')
    await clock.sleep(LOOK_EVERY_MS, signal)
  }
  progress.activity('')
}
