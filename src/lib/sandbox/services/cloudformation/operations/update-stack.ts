import type {Call, OperationDefinition} from '../../../kernel.ts'
import {textOf} from '../../iam/input.ts'
import {surroundingsOf} from '../engine/outputs.ts'
import {readingOf} from '../engine/reading.ts'
import {wantedResources} from '../engine/scope.ts'
import {isUnchanged, refuseOtherTypes} from '../engine/difference.ts'
import type {Stack, Wish} from '../entities.ts'
import {noStack, notUpdatable, validation} from '../errors.ts'
import {needStack, onStack, stackOperation, type CloudFormation} from '../operation.ts'
import {actorOf, passingRole, readWish, refuseLater, WISH_RULES, wishInTrail} from '../wish.ts'
import {conditionsOf, idOf, withoutPlans} from './create-stack.ts'

const UPDATABLE = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'])

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html */
export const updateStack = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'UpdateStack',
    rules: WISH_RULES,
    authorize: call => [onStack(cloudformation.state, call, 'UpdateStack', conditionsOf(call)), ...passingRole(call)],
    trail: (call, output) => ({requestParameters: wishInTrail(call), responseElements: idOf(output)}),
    run(call) {
      const stack = needStack(cloudformation.state, call, noStack)
      refuseLater(call, {switches: ['DisableRollback']})
      checkUpdatable(stack)
      const {wish} = readWish(cloudformation.world, call, stack)
      if (isUnchanged(cloudformation.state, stack, wish)) throw validation('No updates are to be performed.')
      return beginUpdate(cloudformation, call, stack, wish)
    },
  })

/** Throws ValidationError. */
export function checkUpdatable({id, status}: Stack): void {
  if (!UPDATABLE.has(status)) throw notUpdatable(id, status)
}

/** Throws ValidationError for what no update can do. */
export function beginUpdate({world, state, engine}: CloudFormation, call: Call, stack: Stack, wish: Wish): unknown {
  const {template, parameters, tags, capabilities} = stack
  const roleArn = textOf(call.input, 'RoleARN') || stack.roleArn
  const wished = {...stack, ...wish, ...(roleArn === undefined ? {} : {roleArn})}
  refuseOtherTypes(stack, wish)
  const wanted = wantedResources(readingOf(wish.template), surroundingsOf(state, wished))
  const token = textOf(call.input, 'ClientRequestToken')
  engine.begin(withoutPlans(wished), 'UPDATE_IN_PROGRESS', {
    kind: 'update',
    principal: actorOf(world, call, roleArn),
    queue: wanted.map(logicalId => ({kind: 'apply', logicalId}) as const),
    before: {template, parameters, tags, capabilities},
    ...(token === '' ? {} : {token}),
  })
  return {StackId: stack.id}
}
