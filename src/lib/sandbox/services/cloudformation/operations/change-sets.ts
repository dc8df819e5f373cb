import type {Authorization, Call, OperationDefinition} from '../../../kernel.ts'
import {textOf} from '../../iam/input.ts'
import {changeSetArn} from '../arns.ts'
import {changesOf, isUnchanged, refuseOtherTypes} from '../engine/difference.ts'
import {withStatus} from '../engine/notes.ts'
import type {ChangeSet, Stack} from '../entities.ts'
import {changeSetExists, noStack, noSuchChangeSet, notExecutable, validation} from '../errors.ts'
import {needStack, onStack, stackOperation, type CloudFormation} from '../operation.ts'
import {passingRole, readWish, refuseLater, WISH_RULES, wishInTrail} from '../wish.ts'
import {CHANGE_SET_NAME, needPlanned, planOf} from './planned.ts'
import {beginCreation, emptyStack} from './create-stack.ts'
import {beginUpdate, checkUpdatable} from './update-stack.ts'

const UNCHANGED =
  "The submitted information didn't contain changes. Submit different information to create a change set."

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
export const createChangeSet = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'CreateChangeSet',
    rules: {...WISH_RULES, ChangeSetName: CHANGE_SET_NAME, ChangeSetType: {values: ['CREATE', 'UPDATE', 'IMPORT']}},
    authorize: call => [
      onStack(cloudformation.state, call, 'CreateChangeSet', {
        'cloudformation:changesetname': textOf(call.input, 'ChangeSetName'),
      }),
      ...passingRole(call),
    ],
    trail: call => ({requestParameters: wishInTrail(call), responseElements: null}),
    run(call) {
      const {world, state} = cloudformation
      const existing = existingFor(cloudformation, call)
      const name = textOf(call.input, 'ChangeSetName')
      if (existing?.changeSets.some(one => one.name === name)) throw changeSetExists(name)
      const {wish} = readWish(world, call, existing?.resources.size === 0 ? undefined : existing)
      const stack = existing ?? withStatus(world, emptyStack(world, call, wish), 'REVIEW_IN_PROGRESS', 'User Initiated')
      refuseOtherTypes(stack, wish)
      const roleArn = textOf(call.input, 'RoleARN')
      const description = textOf(call.input, 'Description')
      const isEmpty = stack.status !== 'REVIEW_IN_PROGRESS' && isUnchanged(state, stack, wish)
      const changeSet: ChangeSet = {
        id: changeSetArn(call, name, world.uuid()),
        name,
        createdAt: world.clock.now(),
        wish,
        changes: isEmpty ? [] : changesOf(state, stack, wish),
        ...(description === '' ? {} : {description}),
        ...(roleArn === '' ? {} : {roleArn}),
        ...(isEmpty
          ? {status: 'FAILED', reason: UNCHANGED, execution: 'UNAVAILABLE'}
          : {status: 'CREATE_COMPLETE', execution: 'AVAILABLE'}),
      }
      state.put({...stack, changeSets: [...stack.changeSets, changeSet]})
      return {Id: changeSet.id, StackId: stack.id}
    },
  })

/** The stack that would change; undefined: it is to be made. Throws ValidationError. */
function existingFor({state}: CloudFormation, call: Call): Stack | undefined {
  const type = textOf(call.input, 'ChangeSetType') || 'UPDATE'
  const name = textOf(call.input, 'StackName')
  const stack = state.find(call, name)
  if (type === 'IMPORT') throw validation('The sandbox imports no resources.')
  if (type === 'CREATE') {
    if (stack === undefined || stack.status === 'REVIEW_IN_PROGRESS') return stack
    const planned = textOf(call.input, 'ChangeSetName')
    throw validation(`Stack [${name}] already exists and cannot be created again with the changeSet [${planned}].`)
  }
  if (stack === undefined) throw noStack(name)
  checkUpdatable(stack)
  return stack
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html */
export const executeChangeSet = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'ExecuteChangeSet',
    rules: {ChangeSetName: CHANGE_SET_NAME, StackName: {min: 1}, DisableRollback: {}},
    authorize: call => onPlanned(cloudformation, call, 'ExecuteChangeSet'),
    run(call) {
      const {stack, changeSet} = needPlanned(cloudformation.state, call)
      const {id, wish, roleArn, status, execution} = changeSet
      if (execution !== 'AVAILABLE') throw notExecutable(id, status === 'FAILED' ? status : execution)
      const changeSets = stack.changeSets.map(one =>
        one.id === id ? {...one, execution: 'EXECUTE_COMPLETE' as const} : one,
      )
      const named = {...call, input: {...call.input, ...(roleArn === undefined ? {} : {RoleARN: roleArn})}}
      const wished = {...stack, changeSets, ...(roleArn === undefined ? {} : {roleArn})}
      const onFailure = textOf(call.input, 'DisableRollback') === 'true' ? 'DO_NOTHING' : stack.onFailure
      refuseLater(call, {switches: ['RetainExceptOnCreate']})
      if (stack.status === 'REVIEW_IN_PROGRESS') beginCreation(cloudformation, named, {...wished, ...wish, onFailure})
      else {
        refuseLater(call, {switches: ['DisableRollback']})
        checkUpdatable(stack)
        beginUpdate(cloudformation, named, wished, wish)
      }
      return {}
    },
  })

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html: one that is not there is no error. */
export const deleteChangeSet = (cloudformation: CloudFormation): OperationDefinition =>
  stackOperation(cloudformation, {
    name: 'DeleteChangeSet',
    rules: {ChangeSetName: CHANGE_SET_NAME, StackName: {min: 1}},
    authorize: call => onPlanned(cloudformation, call, 'DeleteChangeSet'),
    run(call) {
      const {state} = cloudformation
      const found = planOf(state, call)
      if (found === undefined && textOf(call.input, 'StackName') !== '') needStack(state, call, noStack)
      if (found === undefined && textOf(call.input, 'ChangeSetName').startsWith('arn:')) {
        throw noSuchChangeSet(textOf(call.input, 'ChangeSetName'))
      }
      if (found === undefined) return {}
      const changeSets = found.stack.changeSets.filter(({id}) => id !== found.changeSet.id)
      state.put({...found.stack, changeSets})
      return {}
    },
  })

function onPlanned({state}: CloudFormation, call: Call, action: string): readonly Authorization[] {
  const named = planOf(state, call)?.stack.name ?? textOf(call.input, 'StackName')
  const asked = {...call, input: {...call.input, StackName: named}}
  return [onStack(state, asked, action, {'cloudformation:changesetname': textOf(call.input, 'ChangeSetName')})]
}
