import {DEPLOYMENT_TAG, endpointGroupOf, type FunctionNetwork} from '../deploy/deployment.ts'
import {ABSENT, backBy, callOf, tagList, THERE} from './deploy-call.ts'
import {lookAtEndpoint} from './deploy-network-look.ts'
import type {DeployStage} from './deploy-stage.ts'
import type {Mutation} from './mutation.ts'

const service = 'ec2'

/** Stands in what is shown for an id that EC2 has not drawn yet. */
const NEW_GROUP = 'GROUP-THAT-IS-MADE'

/** A group that lets nobody in yet. */
export function newEndpointGroup(stage: DeployStage): Mutation {
  const {deployment} = stage
  const {vpcId} = networkOf(stage)
  const name = endpointGroupOf(deployment)
  const description = `Who reaches Secrets Manager by the endpoint of ${deployment.name}`
  const tags = {[DEPLOYMENT_TAG]: deployment.name}
  const input = {
    GroupName: name,
    Description: description,
    VpcId: vpcId,
    TagSpecifications: [{ResourceType: 'security-group', Tags: tagList(tags)}],
  }
  return {
    ...callOf(stage, {service, operation: 'CreateSecurityGroup', input}),
    resource: arnOf(stage, `vpc/${vpcId}`),
    summary: `Make security group ${name} in ${vpcId}`,
    undo: backBy(stage, {service, operation: 'DeleteSecurityGroup', input: {GroupId: groupOf(stage)}}),
    ...seen(stage, found => found?.groupId !== undefined, `Security group ${name} is there meanwhile`),
    send: mutations => mutations.network.createGroup({name, description, vpcId, tags}),
  }
}

/** Lets the group of the function in, and nobody else. */
export function endpointRule(stage: DeployStage): Mutation {
  const {deployment} = stage
  const [from = ''] = networkOf(stage).securityGroupIds
  const groupId = groupOf(stage)
  const description = ruleDescription(deployment)
  const rule = {GroupId: groupId, IpPermissions: [permissionFor(from, description)]}
  return {
    ...callOf(stage, {service, operation: 'AuthorizeSecurityGroupIngress', input: rule}),
    resource: arnOf(stage, `security-group/${groupId}`),
    summary: `Let ${from} in on port 443`,
    undo: backBy(stage, {service, operation: 'RevokeSecurityGroupIngress', input: rule}),
    ...seen(stage, found => found?.open === true, `${from} is let in meanwhile`),
    send: mutations => mutations.network.letIn({groupId, fromGroupId: from, description}),
  }
}

/** The endpoint for Secrets Manager: its name leads there from then on, for everybody in the VPC. */
export function newEndpoint(stage: DeployStage): Mutation {
  const {deployment} = stage
  const {vpcId, endpoint} = networkOf(stage)
  if (endpoint === undefined) throw new Error(`${deployment.name} has no endpoint`)
  const groupId = groupOf(stage)
  const tags = {[DEPLOYMENT_TAG]: deployment.name}
  const input = {
    VpcEndpointType: 'Interface',
    VpcId: vpcId,
    ServiceName: endpoint.service,
    SubnetIds: endpoint.subnetIds,
    SecurityGroupIds: [groupId],
    PrivateDnsEnabled: true,
    TagSpecifications: [{ResourceType: 'vpc-endpoint', Tags: tagList(tags)}],
  }
  const {service: name, subnetIds} = endpoint
  return {
    ...callOf(stage, {service, operation: 'CreateVpcEndpoint', input}),
    hits: 'the whole VPC',
    resource: arnOf(stage, `vpc/${vpcId}`),
    summary: `Make the endpoint ${name} in ${vpcId}, with private DNS for the whole VPC`,
    undo: backBy(stage, {
      service,
      operation: 'DeleteVpcEndpoints',
      input: {VpcEndpointIds: [stage.found.endpoint?.endpointId ?? 'ENDPOINT-THAT-IS-MADE']},
    }),
    ...seen(stage, found => found?.endpointId !== undefined, `The endpoint ${name} is there meanwhile`),
    send: mutations => mutations.network.createEndpoint({vpcId, service: name, subnetIds, groupId, tags}),
  }
}

/** Tells a rule that `deploy` made from those of others. */
export function ruleDescription({name}: {readonly name: string}): string {
  return `${DEPLOYMENT_TAG} ${name}`
}

/** A rule as the CLI takes it: port 443 for a group. */
export function permissionFor(groupId: string, description: string) {
  const pair = {GroupId: groupId, Description: description}
  return {IpProtocol: 'tcp', FromPort: 443, ToPort: 443, UserIdGroupPairs: [pair]}
}

function networkOf({deployment: {network, name}}: DeployStage): FunctionNetwork {
  if (network === undefined) throw new Error(`${name} stands in no network`)
  return network
}

function groupOf({found}: DeployStage): string {
  return found.endpoint?.groupId ?? NEW_GROUP
}

function arnOf({deployment: {place}}: DeployStage, resource: string): string {
  return `arn:${place.partition}:ec2:${place.region}:${place.accountId}:${resource}`
}

type FoundEndpoint = Awaited<ReturnType<typeof lookAtEndpoint>>['endpoint']

function seen(
  {context, scope, deployment}: DeployStage,
  isThere: (found: FoundEndpoint) => boolean,
  meanwhile: string,
): Pick<Mutation, 'fingerprint' | 'readFingerprint' | 'describeChange'> {
  return {
    fingerprint: ABSENT,
    readFingerprint: async () => {
      const {endpoint} = await lookAtEndpoint(context, scope, deployment)
      return isThere(endpoint) ? THERE : ABSENT
    },
    describeChange: () => meanwhile,
  }
}
