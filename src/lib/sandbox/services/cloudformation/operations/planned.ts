import type {Call, OperationDefinition} from '../../../kernel.ts'
import {textOf} from '../../iam/input.ts'
import type {ChangeSet, PlannedChange, Stack} from '../entities.ts'
import {noStack, noSuchChangeSet, noSuchStack, validation} from '../errors.ts'
import {needStack, onStack, stackOperation, type CloudFormation} from '../operation.ts'
import type {CloudFormationState} from '../state.ts'
import {parametersView} from '../views.ts'

export const CHANGE_SET_NAME = {
  required: true,
  min: 1,
  pattern: '[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/]*',
} as const

interface Planned {
  readonly stack: Stack
  readonly changeSet: ChangeSet
}

/** By its ARN, or by its name and that of its stack. */
export function planOf(state: CloudFormationState, call: Call): Planned | undefined {
  const name = textOf(call.input, 'ChangeSetName')
  const stackName = textOf(call.input, 'StackName')
  const stacks = name.startsWith('arn:') ? state.of(call) : [state.find(call, stackName)]
  for (const stack of stacks) {
    const changeSet = stack?.changeSets.find(one => one.id === name || one.name === name)
    if (stack !== undefined && changeSet !== undefined) return {stack, changeSet}
  }
  return undefined
}

/** Throws ValidationError, ChangeSetNotFound. */
export function needPlanned(state: CloudFormationState, call: Call): Planned {
  const name = textOf(call.input, 'ChangeSetName')
  const found = planOf(state, call)
  if (found !== undefined) return found
  if (!name.startsWith('arn:')) {
    if (textOf(call.input, 'StackName') === '') {
      throw validation('StackName must be specified if ChangeSetName is not specified as an ARN.')
    }
    needStack(state, call, noStack)
  }
  throw noSuchChangeSet(name)
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html: all changes on one page. */
export const describeChangeSet = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'DescribeChangeSet',
    rules: {ChangeSetName: CHANGE_SET_NAME, StackName: {min: 1}},
    authorize(call) {
      const stackName = planOf(cloudformation.state, call)?.stack.name ?? textOf(call.input, 'StackName')
      const named = {...call, input: {...call.input, StackName: stackName}}
      return [onStack(cloudformation.state, named, 'DescribeChangeSet')]
    },
    run(call) {
      const {stack, changeSet} = needPlanned(cloudformation.state, call)
      const {wish, changes} = changeSet
      return {
        ...summary(stack, changeSet),
        Parameters: parametersView(wish),
        Capabilities: wish.capabilities,
        Tags: wish.tags,
        NotificationARNs: [],
        RollbackConfiguration: {},
        Changes: changes.map(change => ({Type: 'Resource', ResourceChange: changeView(change)})),
      }
    },
  })

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListChangeSets.html */
export const listChangeSets = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'ListChangeSets',
    rules: {StackName: {required: true, min: 1}},
    run(call) {
      const stack = needStack(cloudformation.state, call, noSuchStack)
      const open = stack.changeSets.filter(({execution}) => execution !== 'EXECUTE_COMPLETE')
      return {Summaries: open.map(changeSet => summary(stack, changeSet))}
    },
  })

function summary(stack: Stack, {id, name, description, createdAt, status, reason, execution}: ChangeSet) {
  return {
    ChangeSetName: name,
    ChangeSetId: id,
    StackId: stack.id,
    StackName: stack.name,
    Description: description,
    CreationTime: new Date(createdAt).toISOString(),
    ExecutionStatus: execution,
    Status: status,
    StatusReason: reason,
    IncludeNestedStacks: false,
  }
}

function changeView({action, logicalId, type, physicalId, replaces}: PlannedChange): Record<string, unknown> {
  const modified = action === 'Modify' ? {Replacement: replaces === true ? 'True' : 'False', Scope: ['Properties']} : {}
  return {
    Action: action,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    Scope: [],
    Details: [],
    ...modified,
  }
}
