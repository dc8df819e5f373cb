import {type Deployment, functionArnOf} from './deployment.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html, as AWSLambdaVPCAccessExecutionRole has them. */
const INTERFACE_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
] as const

/**
 * What lets Lambda put a function into a network. Lambda asks for it on all resources: it knows no narrower one before the
 * interfaces are made. The code of the function needs none of it, and is told apart as the same page says: its calls alone
 * have `lambda:SourceFunctionArn`.
 */
export function networkStatements(deployment: Deployment) {
  if (deployment.network === undefined) return []
  const Condition = {ArnNotEqualsIfExists: {'lambda:SourceFunctionArn': functionArnOf(deployment)}}
  return [{Effect: 'Allow' as const, Action: INTERFACE_ACTIONS, Resource: ['*'], Condition}]
}
