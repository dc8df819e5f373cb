import {readingOf} from './engine/reading.ts'
import type {Stack, StackEvent, StackResource, Wish} from './entities.ts'

const HIDDEN = '****'

/** As DescribeStacks shows it: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html. */
export function stackView(stack: Stack): Record<string, unknown> {
  const {template} = readingOf(stack.template)
  return {
    StackId: stack.id,
    StackName: stack.name,
    Description: template.description,
    Parameters: parametersView(stack),
    CreationTime: time(stack.createdAt),
    LastUpdatedTime: stack.updatedAt === undefined ? undefined : time(stack.updatedAt),
    DeletionTime: stack.deletedAt === undefined ? undefined : time(stack.deletedAt),
    RollbackConfiguration: {RollbackTriggers: []},
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: stack.onFailure === 'DO_NOTHING',
    NotificationARNs: [],
    Capabilities: stack.capabilities.length === 0 ? undefined : stack.capabilities,
    Outputs: stack.outputs.map(({key, value, description, exportName}) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    RoleARN: stack.roleArn,
    Tags: stack.tags,
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: {StackDriftStatus: 'NOT_CHECKED'},
  }
}

/** Values of parameters that are NoEcho are never shown. */
export function parametersView({template: text, parameters}: Wish): readonly Record<string, string>[] {
  const {template} = readingOf(text)
  return Object.entries(parameters).map(([ParameterKey, value]) => {
    const hidden = String(template.parameters[ParameterKey]?.['NoEcho']) === 'true'
    return {ParameterKey, ParameterValue: hidden ? HIDDEN : value}
  })
}

export function summaryView(stack: Stack): Record<string, unknown> {
  const {template} = readingOf(stack.template)
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: template.description,
    CreationTime: time(stack.createdAt),
    LastUpdatedTime: stack.updatedAt === undefined ? undefined : time(stack.updatedAt),
    DeletionTime: stack.deletedAt === undefined ? undefined : time(stack.deletedAt),
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DriftInformation: {StackDriftStatus: 'NOT_CHECKED'},
  }
}

export function eventView(stack: Stack, event: StackEvent): Record<string, unknown> {
  return {
    StackId: stack.id,
    EventId: event.id,
    StackName: stack.name,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: time(event.at),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ClientRequestToken: event.token,
  }
}

/** `name`: that of its member for the time, which differs between operations. */
export function resourceView(
  resource: StackResource,
  name: 'Timestamp' | 'LastUpdatedTimestamp',
): Record<string, unknown> {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId === '' ? undefined : resource.physicalId,
    ResourceType: resource.type,
    [name]: time(resource.at),
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    DriftInformation: {StackResourceDriftStatus: 'NOT_CHECKED'},
  }
}

function time(at: number): string {
  return new Date(at).toISOString()
}
