import {ServiceError} from '../../kernel.ts'

// Codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html

/** What the ids of one kind are called in refusals. */
const KINDS = {
  subnet: ['InvalidSubnetID.NotFound', 'subnet ID'],
  group: ['InvalidGroup.NotFound', 'security group'],
  vpc: ['InvalidVpcID.NotFound', 'vpc ID'],
  endpoint: ['InvalidVpcEndpointId.NotFound', 'Vpc Endpoint Id'],
} as const

export function notFound(kind: keyof typeof KINDS, id: string): ServiceError {
  const [code, name] = KINDS[kind]
  return new ServiceError(code, `The ${name} '${id}' does not exist`)
}

export function missingParameter(name: string): ServiceError {
  return new ServiceError('MissingParameter', `The request must contain the parameter ${name}`)
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError('InvalidParameter', message)
}

export function invalidFilter(name: string): ServiceError {
  return new ServiceError('InvalidParameterValue', `The filter '${name}' is invalid`)
}

export function duplicateGroup(name: string, vpcId: string): ServiceError {
  return new ServiceError('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpcId}'`)
}

export function duplicateRule(): ServiceError {
  return new ServiceError('InvalidPermission.Duplicate', 'the specified rule already exists')
}

export function sameZone(subnetId: string): ServiceError {
  const text = `Found another VPC endpoint subnet in the availability zone of ${subnetId}. VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.`
  return new ServiceError('DuplicateSubnetsInSameZone', text)
}

export function inUse(id: string): ServiceError {
  return new ServiceError('DependencyViolation', `resource ${id} has a dependent object`)
}

/** Own words for what this EC2 has not. */
export function notServed(what: string): ServiceError {
  return new ServiceError('UnsupportedOperation', `The sandbox does not serve ${what}.`)
}
