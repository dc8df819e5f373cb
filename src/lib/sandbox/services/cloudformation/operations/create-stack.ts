import type {Call, OperationDefinition, World} from '../../../kernel.ts'
import {textOf} from '../../iam/input.ts'
import {stackArn} from '../arns.ts'
import {surroundingsOf} from '../engine/outputs.ts'
import {readingOf} from '../engine/reading.ts'
import {wantedResources} from '../engine/scope.ts'
import type {Stack, Wish} from '../entities.ts'
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
      const {world, state} = cloudformation
      const name = textOf(call.input, 'StackName')
      const existing = state.find(call, name)
      if (existing !== undefined && existing.status !== 'REVIEW_IN_PROGRESS') throw alreadyExists(name)
      const {wish} = readWish(world, call)
      const roleArn = textOf(call.input, 'RoleARN')
      const terminationProtection = textOf(call.input, 'EnableTerminationProtection') === 'true'
      const stack = {
        ...(existing ?? emptyStack(world, call, wish)),
        ...wish,
        ...(roleArn === '' ? {} : {roleArn}),
        onFailure: onFailureOf(call),
        terminationProtection,
      }
      return beginCreation(cloudformation, call, stack)
    },
  })

/** One that has nothing yet. */
export function emptyStack(world: World, call: Call, wish: Wish): Stack {
  const {accountId, region} = call
  const name = textOf(call.input, 'StackName')
  return {
    accountId,
    region,
    name,
    id: stackArn(call, name, world.uuid()),
    createdAt: world.clock.now(),
    status: '',
    onFailure: 'ROLLBACK',
    terminationProtection: false,
    resources: new Map(),
    outputs: [],
    events: [],
    changeSets: [],
    ...wish,
  }
}

/** Throws ValidationError. */
export function beginCreation({world, state, engine}: CloudFormation, call: Call, stack: Stack): unknown {
  const wanted = wantedResources(readingOf(stack.template), surroundingsOf(state, stack))
  const token = textOf(call.input, 'ClientRequestToken')
  engine.begin(withoutPlans(stack), 'CREATE_IN_PROGRESS', {
    kind: 'create',
    principal: actorOf(world, call, stack.roleArn),
    queue: wanted.map(logicalId => ({kind: 'apply', logicalId}) as const),
    ...(token === '' ? {} : {token}),
  })
  return {StackId: stack.id}
}

/** What was planned for another state of the stack cannot be done any more. */
export function withoutPlans(stack: Stack): Stack {
  const changeSets = stack.changeSets.map(one =>
    one.execution === 'AVAILABLE' ? {...one, execution: 'OBSOLETE' as const} : one,
  )
  return {...stack, changeSets}
}

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
