import type {Authorization, Call, OperationDefinition} from '../../kernel.ts'
import {partitionOf} from '../secretsmanager/arn.ts'
import type {Ec2State} from './state.ts'
import {tagsOf} from './input.ts'

export type MakeOperation = (state: Ec2State) => OperationDefinition

/** An operation that reads: it knows no resource. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
export function describing(name: string, run: (call: Call) => unknown): OperationDefinition {
  return {name, readOnly: true, authorize: () => [{action: `ec2:${name}`, resource: '*'}], run}
}

/** `security-group/sg-…` as an ARN of the caller's place. */
export function arnOf({accountId, region}: Call, resource: string): string {
  return `arn:${partitionOf(region)}:ec2:${region}:${accountId}:${resource}`
}

/** The permission is asked on each thing that a request touches. */
export function onEach(call: Call, action: string, resources: readonly string[]): readonly Authorization[] {
  return resources.map(one => {
    const resource = arnOf(call, one)
    return {action: `ec2:${action}`, resource, resourceAsWritten: resource}
  })
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html */
export function tagging(call: Call, made: string, action: string): readonly Authorization[] {
  if (tagsOf(call).length === 0) return []
  const resource = arnOf(call, made)
  return [{action: 'ec2:CreateTags', resource, resourceAsWritten: resource, conditions: {'ec2:createaction': action}}]
}
