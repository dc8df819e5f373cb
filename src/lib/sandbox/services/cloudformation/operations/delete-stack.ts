import type {OperationDefinition} from '../../../kernel.ts'
import {textOf, textsOf} from '../../iam/input.ts'
import {inDeletionOrder} from '../engine/deletion-order.ts'
import {keptByImports} from '../engine/exports-in-use.ts'
import {withStatus} from '../engine/notes.ts'
import {notServed, validation} from '../errors.ts'
import {onStack, stackOperation, type CloudFormation} from '../operation.ts'
import {actorOf, passingRole, STACK_NAME} from '../wish.ts'
import {conditionsOf} from './create-stack.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html: one that is not there is no error. */
export const deleteStack = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'DeleteStack',
    rules: {StackName: STACK_NAME, RetainResources: {type: 'list'}, ClientRequestToken: {min: 1, max: 128}},
    authorize: call => [onStack(cloudformation.state, call, 'DeleteStack', conditionsOf(call)), ...passingRole(call)],
    run(call) {
      const {world, state, engine} = cloudformation
      if (textOf(call.input, 'DeletionMode') === 'FORCE_DELETE_STACK') throw notServed('FORCE_DELETE_STACK')
      const stack = state.find(call, textOf(call.input, 'StackName'))
      if (stack === undefined || stack.status === 'DELETE_COMPLETE') return
      if (stack.terminationProtection) {
        throw validation(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`)
      }
      const retained = textsOf(call.input, 'RetainResources')
      if (retained.length > 0 && stack.status !== 'DELETE_FAILED') {
        throw validation(
          `Invalid operation on stack [${stack.id}]. RetainResources can only be specified for stacks in DELETE_FAILED state.`,
        )
      }
      if (stack.status === 'DELETE_IN_PROGRESS') return
      const user = keptByImports(state, stack, [])
      if (user !== undefined) {
        state.put(withStatus(world, stack, 'DELETE_FAILED', user))
        return
      }
      const roleArn = textOf(call.input, 'RoleARN') || stack.roleArn
      const token = textOf(call.input, 'ClientRequestToken')
      const there = [...stack.resources.values()].filter(({status}) => !/^DELETE_(?:COMPLETE|SKIPPED)$/.test(status))
      engine.begin(stack, 'DELETE_IN_PROGRESS', {
        kind: 'delete',
        principal: actorOf(world, call, roleArn),
        queue: inDeletionOrder(there, stack.template).map(resource => {
          const keep = resource.deletionPolicy !== 'Delete' || retained.includes(resource.logicalId)
          return {kind: 'remove', resource, keep, forget: false} as const
        }),
        ...(token === '' ? {} : {token}),
      })
    },
  })
