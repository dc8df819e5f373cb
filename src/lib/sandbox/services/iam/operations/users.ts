import type {Call, OperationDefinition} from '../../../kernel.ts'
import {boundaryGiven} from './boundaries.ts'
import {rootArn} from '../arns.ts'
import type {User} from '../entities.ts'
import {alreadyExists, deleteConflict} from '../errors.ts'
import {newId} from '../ids.ts'
import {tagsOf, textOf} from '../input.ts'
import {isoSeconds} from '../iso.ts'
import {statusOf} from '../keys.ts'
import {checkedName, nameRules, pathOf} from '../names.ts'
import {iamOperation, type IamContext} from '../operation.ts'
import {iamPage, pagingRules, underPath} from '../pages.ts'
import {onCollection, onHolder, onUserMeant, userMeant} from '../targets.ts'
import {userView} from '../views.ts'

export function userOperations(context: IamContext): OperationDefinition[] {
  const {state} = context
  const on = (call: Call) => onHolder(state, 'user', call)
  return [
    iamOperation({
      name: 'CreateUser',
      rules: {...nameRules('user'), Tags: {type: 'list'}},
      on,
      tagging: 'iam:TagUser',
      run: call => ({User: userView(createUser(context, call), true)}),
    }),
    iamOperation({
      name: 'GetUser',
      rules: {},
      on: call => onUserMeant(state, call),
      run: call => ({User: getUser(context, call)}),
    }),
    iamOperation({
      name: 'ListUsers',
      rules: pagingRules,
      on: call => onCollection(call, 'user'),
      run: call =>
        iamPage(context, call, 'Users', underPath(call, state.list('user', call.accountId)), {
          positionOf: ({name}) => name,
          view: user => userView(user, false),
        }),
    }),
    iamOperation({
      name: 'UpdateUser',
      rules: {...nameRules('user'), NewUserName: {min: 1, max: 64}},
      on,
      run: call => updateUser(context, call),
    }),
    iamOperation({name: 'DeleteUser', rules: nameRules('user'), on, run: call => deleteUser(context, call)}),
  ]
}

function createUser({world, state}: IamContext, call: Call): User {
  const name = checkedName(call, 'UserName')
  if (state.find('user', call.accountId, name) !== undefined) {
    throw alreadyExists(`User with name ${name} already exists.`)
  }
  const user: User = {
    accountId: call.accountId,
    name,
    path: pathOf(call),
    id: newId(() => world.random(), 'AIDA'),
    createdAt: world.clock.now(),
    inline: {},
    attached: [],
    tags: tagsOf(call.input),
    boundaryArn: boundaryGiven(state, call),
    groups: [],
  }
  state.put('user', user)
  return user
}

/** Without a name, the caller; root is shown as a user without a name. */
function getUser({state, world}: IamContext, call: Call): unknown {
  const name = userMeant(call)
  if (name !== undefined) return userView(state.need('user', call.accountId, name), true)
  // The sandbox opens an account with its root key, so the key is as old as the account.
  const opened = state.keysOf(call.accountId, undefined)[0]?.createdAt ?? world.clock.now()
  return {Path: '/', UserId: call.accountId, Arn: rootArn(call.accountId), CreateDate: isoSeconds(opened)}
}

/** A new name keeps the user's id, keys, sessions and policies. */
function updateUser({state}: IamContext, call: Call): void {
  const user = state.need('user', call.accountId, textOf(call.input, 'UserName'))
  const renamed = textOf(call.input, 'NewUserName') === '' ? user.name : checkedName(call, 'NewUserName')
  const taken = state.find('user', call.accountId, renamed)
  if (taken !== undefined && taken.id !== user.id) throw alreadyExists(`User with name ${renamed} already exists.`)
  const path = textOf(call.input, 'NewPath') || user.path
  state.remove('user', call.accountId, user.name)
  state.put('user', {...user, name: renamed, path})
  state.renameCredentials(user.id, renamed)
}

/** Everything of the user must have gone before: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html. */
function deleteUser({state}: IamContext, call: Call): void {
  const user = state.need('user', call.accountId, textOf(call.input, 'UserName'))
  const keys = state.keysOf(call.accountId, user.id).filter(key => statusOf(key) !== 'deleted')
  // Recorded for keys: aws-behaviour.md section 6.1.
  if (keys.length > 0) throw deleteConflict('remove referenced objects')
  if (Object.keys(user.inline).length > 0) throw deleteConflict('delete policies')
  if (user.attached.length > 0) throw deleteConflict('detach all policies')
  if (user.groups.length > 0) throw deleteConflict('remove users from group')
  state.remove('user', call.accountId, user.name)
}
