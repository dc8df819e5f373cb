import type {OperationDefinition} from '../../../kernel.ts'
import {textOf} from '../../iam/input.ts'
import {noSuchStack} from '../errors.ts'
import {needStack, stackOperation, type CloudFormation} from '../operation.ts'
import {STACK_NAME} from '../wish.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateTerminationProtection.html */
export const updateTerminationProtection = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'UpdateTerminationProtection',
    rules: {StackName: STACK_NAME, EnableTerminationProtection: {required: true}},
    run(call) {
      const stack = needStack(cloudformation.state, call, noSuchStack)
      const terminationProtection = textOf(call.input, 'EnableTerminationProtection') === 'true'
      cloudformation.state.put({...stack, terminationProtection})
      return {StackId: stack.id}
    },
  })
