/** What Lambda asks before it puts a function into a VPC. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
import {mayAlso} from '../../asked-by.ts'
import {ServiceError, type Call, type Principal, type World} from '../../kernel.ts'
import {partitionOf} from '../secretsmanager/arn.ts'
import type {FunctionSettings} from './entities.ts'
import {invalidParameter} from './errors.ts'

type Vpc = NonNullable<FunctionSettings['vpc']>

/**
 * Throws unless the caller may see the subnets, groups and VPCs and the function's role may make, see and delete the network
 * interfaces in them. A function outside a VPC needs nothing.
 */
export function checkNetwork(world: World, call: Call, {vpc, role}: FunctionSettings): void {
  if (vpc === undefined) return
  // Own text.
  if (vpc.subnetIds.length === 0 || vpc.securityGroupIds.length === 0) {
    throw invalidParameter('A function in a VPC needs both SubnetIds and SecurityGroupIds.')
  }
  for (const [action, ids] of seenByCaller(vpc)) {
    if (!mayAlso(world, call, {action: `ec2:${action}`, resource: '*'})) throw callerDenied(action, ids)
  }
  const byRole = callOf(call, role)
  for (const {action, resource} of interfaceUses(call, vpc)) {
    if (!mayAlso(world, byRole, {action: `ec2:${action}`, resource})) throw roleDenied(action)
  }
}

function seenByCaller(vpc: Vpc): readonly (readonly [action: string, ids: readonly string[]])[] {
  return [
    ['DescribeSecurityGroups', vpc.securityGroupIds],
    ['DescribeSubnets', vpc.subnetIds],
    // Which VPC it is nobody has said: it is that of the subnets.
    ['DescribeVpcs', vpc.subnetIds],
  ]
}

/**
 * CreateNetworkInterface is asked on everything it touches, DescribeNetworkInterfaces on no resource, and
 * DeleteNetworkInterface on all resources of the place: a role that may delete interfaces alone is refused.
 * https://github.com/hashicorp/terraform-provider-aws/issues/20698
 */
function interfaceUses({accountId, region}: Call, vpc: Vpc): readonly {action: string; resource: string}[] {
  const here = `arn:${partitionOf(region)}:ec2:${region}:${accountId}:`
  const touched = [
    'network-interface/*',
    ...vpc.subnetIds.map(id => `subnet/${id}`),
    ...vpc.securityGroupIds.map(id => `security-group/${id}`),
  ]
  return [
    ...touched.map(one => ({action: 'CreateNetworkInterface', resource: here + one})),
    {action: 'DescribeNetworkInterfaces', resource: '*'},
    {action: 'DeleteNetworkInterface', resource: `${here}*/*`},
  ]
}

/** Lambda itself asks, from a place of its own; whoever made the function needs nothing of it. */
function callOf({alsoAsked: _heard, viaService: _through, ...call}: Call, roleArn: string): Call {
  return {...call, principal: workerOf(roleArn), sourceIp: 'lambda.amazonaws.com'}
}

/** Lambda, working with the function's role. */
function workerOf(roleArn: string): Principal {
  const [, partition = '', , , accountId = '', path = ''] = roleArn.split(':')
  const arn = `arn:${partition}:sts::${accountId}:assumed-role/${path.split('/').at(-1)}/awslambda`
  return {kind: 'assumed-role', accountId, arn, accessKeyId: '', userId: '', roleArn}
}

/** Text seen in many deployments: https://github.com/aws/aws-sam-cli/issues/617. */
function roleDenied(action: string): ServiceError {
  return invalidParameter(`The provided execution role does not have permissions to call ${action} on EC2`)
}

/** https://github.com/serverless/serverless/issues/8209 */
function callerDenied(action: string, ids: readonly string[]): ServiceError {
  const text = `Your access has been denied by EC2, please make sure your request credentials have permission to ${action} for ${ids.join(', ')}. EC2 Error Code: UnauthorizedOperation. EC2 Error Message: You are not authorized to perform this operation.`
  return new ServiceError('AccessDeniedException', text, 403, {Type: 'User'})
}
