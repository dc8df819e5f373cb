import type {Call, OperationDefinition} from '../../../kernel.ts'
import {pageAnswer} from '../../../pagination.ts'
import {textOf, textsOf} from '../../iam/input.ts'
import {noStack, noSuchStack, validation} from '../errors.ts'
import {needStack, onAny, onStack, stackOperation, type CloudFormation} from '../operation.ts'
import {eventView, resourceView, stackView, summaryView} from '../views.ts'

const PAGING = {NextToken: {min: 1, max: 1024}}
const PAGE = 100

function stacksPage<Item>(
  {world}: CloudFormation,
  call: Call,
  member: string,
  items: readonly Item[],
  show: {readonly positionOf: (item: Item) => string; readonly view: (item: Item) => unknown},
): unknown {
  return pageAnswer(call, world, items, {
    ...show,
    member,
    tokenMember: 'NextToken',
    limitMember: 'MaxResults',
    defaultLimit: PAGE,
    // Own text.
    invalidToken: () => validation('The token is not valid.'),
  })
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export const describeStacks = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'DescribeStacks',
    rules: {...PAGING, StackName: {min: 1}},
    authorize: call =>
      textOf(call.input, 'StackName') === ''
        ? [onAny('DescribeStacks')]
        : [onStack(cloudformation.state, call, 'DescribeStacks')],
    run(call) {
      const {state} = cloudformation
      const stacks =
        textOf(call.input, 'StackName') === ''
          ? state
              .of(call)
              .filter(({status}) => status !== 'DELETE_COMPLETE')
              .toReversed()
          : [needStack(state, call, noSuchStack)]
      return stacksPage(cloudformation, call, 'Stacks', stacks, {positionOf: ({id}) => id, view: stackView})
    },
  })

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html: deleted ones too. */
export const listStacks = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'ListStacks',
    rules: {...PAGING, StackStatusFilter: {type: 'list'}},
    authorize: () => [onAny('ListStacks')],
    run(call) {
      const wanted = textsOf(call.input, 'StackStatusFilter')
      const stacks = cloudformation.state
        .of(call)
        .filter(({status}) => wanted.length === 0 || wanted.includes(status))
        .toReversed()
      return stacksPage(cloudformation, call, 'StackSummaries', stacks, {positionOf: ({id}) => id, view: summaryView})
    },
  })

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html: newest first. */
export const describeStackEvents = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'DescribeStackEvents',
    rules: {...PAGING, StackName: {required: true, min: 1}},
    run(call) {
      const stack = needStack(cloudformation.state, call, noStack)
      return stacksPage(cloudformation, call, 'StackEvents', stack.events.toReversed(), {
        positionOf: ({id}) => id,
        view: event => eventView(stack, event),
      })
    },
  })

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
export const listStackResources = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'ListStackResources',
    rules: {...PAGING, StackName: {required: true, min: 1}},
    run(call) {
      const stack = needStack(cloudformation.state, call, noSuchStack)
      return stacksPage(cloudformation, call, 'StackResourceSummaries', [...stack.resources.values()], {
        positionOf: ({logicalId}) => logicalId,
        view: resource => resourceView(resource, 'LastUpdatedTimestamp'),
      })
    },
  })

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html */
export const describeStackResources = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'DescribeStackResources',
    rules: {StackName: {min: 1}, LogicalResourceId: {min: 1}},
    run(call) {
      // By a physical id AWS finds the stack; here its name is needed.
      if (textOf(call.input, 'StackName') === '') throw validation('StackName is a required parameter.')
      const stack = needStack(cloudformation.state, call, noSuchStack)
      const logicalId = textOf(call.input, 'LogicalResourceId')
      const found = [...stack.resources.values()].filter(one => logicalId === '' || one.logicalId === logicalId)
      const named = {StackName: stack.name, StackId: stack.id}
      return {StackResources: found.map(resource => ({...named, ...resourceView(resource, 'Timestamp')}))}
    },
  })

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResource.html */
export const describeStackResource = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'DescribeStackResource',
    rules: {StackName: {required: true, min: 1}, LogicalResourceId: {required: true, min: 1}},
    run(call) {
      const stack = needStack(cloudformation.state, call, noSuchStack)
      const logicalId = textOf(call.input, 'LogicalResourceId')
      const found = stack.resources.get(logicalId)
      if (found === undefined) throw validation(`Resource ${logicalId} does not exist for stack ${stack.name}`)
      const named = {StackName: stack.name, StackId: stack.id}
      return {StackResourceDetail: {...named, ...resourceView(found, 'LastUpdatedTimestamp'), Metadata: '{}'}}
    },
  })

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListExports.html */
export const listExports = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'ListExports',
    rules: PAGING,
    authorize: () => [onAny('ListExports')],
    run: call =>
      stacksPage(cloudformation, call, 'Exports', cloudformation.state.exports(call), {
        positionOf: ({exportName = ''}) => exportName,
        view: ({exportName, value, stack}) => ({ExportingStackId: stack.id, Name: exportName, Value: value}),
      }),
  })
