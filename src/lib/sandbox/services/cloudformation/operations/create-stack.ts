import type {Call, OperationDefinition} from '../../../kernel.ts'
import {textOf} from '../../iam/input.ts'
import {stackArn} from '../arns.ts'
import {surroundingsOf} from '../engine/outputs.ts'
import {wantedResources} from '../engine/scope.ts'
import type {Stack} from '../entities.ts'
import {alreadyExists, validation} from '../errors.ts'
import {onStack, stackOperation, type CloudFormation} from '../operation.ts'
import {actorOf, passingRole, readWish, WISH_RULES, wishInTrail} from '../wish.ts'

const FAILURE = ['DO_NOTHING', 'ROLLBACK', 'DELETE'] as const

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export const createStack = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'CreateStack',
    rules: {...WISH_RULES, OnFailure: {values: FAILURE}},
    authorize: call => [onStack(cloudformation.state, call, 'CreateStack', conditionsOf(call)), ...passingRole(call)],
    trail: (call, output) => ({requestParameters: wishInTrail(call), responseElements: idOf(output)}),
    run(call) {
      const {world, state, engine} = cloudformation
      const name = textOf(call.input, 'StackName')
      if (state.find(call, name) !== undefined) throw alreadyExists(name)
      const {wish, reading} = readWish(world, call)
      const roleArn = textOf(call.input, 'RoleARN')
      const {accountId, region} = call
      const stack: Stack = {
        accountId,
        region,
        name,
        id: stackArn(call, name, world.uuid()),
        createdAt: world.clock.now(),
        status: '',
        ...(roleArn === '' ? {} : {roleArn}),
        onFailure: onFailureOf(call),
        terminationProtection: textOf(call.input, 'EnableTerminationProtection') === 'true',
        resources: new Map(),
        outputs: [],
        events: [],
        ...wish,
      }
      const wanted = wantedResources(reading, surroundingsOf(state, stack))
      const token = textOf(call.input, 'ClientRequestToken')
      engine.begin(stack, 'CREATE_IN_PROGRESS', {
        kind: 'create',
        principal: actorOf(world, call, stack.roleArn),
        queue: wanted.map(logicalId => ({kind: 'apply', logicalId}) as const),
        ...(token === '' ? {} : {token}),
      })
      return {StackId: stack.id}
    },
  })

export function conditionsOf({input}: Call): Record<string, string> {
  const role = textOf(input, 'RoleARN')
  return role === '' ? {} : {'cloudformation:rolearn': role}
}

export function idOf(output: unknown): unknown {
  const {StackId} = (output ?? {}) as Record<string, unknown>
  return StackId === undefined ? null : {stackId: StackId}
}

function onFailureOf({input}: Call): Stack['onFailure'] {
  const asked = textOf(input, 'OnFailure')
  const disabled = textOf(input, 'DisableRollback')
  if (asked !== '' && disabled !== '') {
    throw validation('You can specify either DisableRollback or OnFailure, but not both.')
  }
  if (asked === '') return disabled === 'true' ? 'DO_NOTHING' : 'ROLLBACK'
  return asked as Stack['onFailure']
}
