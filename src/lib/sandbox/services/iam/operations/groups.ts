import type {Call, OperationDefinition} from '../../../kernel.ts'
import type {Group} from '../entities.ts'
import {alreadyExists, deleteConflict} from '../errors.ts'
import {newId} from '../ids.ts'
import {textOf} from '../input.ts'
import {checkedName, nameRules, pathOf} from '../names.ts'
import {iamOperation, type IamContext} from '../operation.ts'
import {iamPage, pagingRules, underPath} from '../pages.ts'
import {onCollection, onHolder} from '../targets.ts'
import {groupView, userView} from '../views.ts'

export function groupOperations(context: IamContext): OperationDefinition[] {
  const {state} = context
  const on = (call: Call) => onHolder(state, 'group', call)
  const named = (call: Call) => state.need('group', call.accountId, textOf(call.input, 'GroupName'))
  const user = (call: Call) => state.need('user', call.accountId, textOf(call.input, 'UserName'))
  const members = ({accountId, name}: Group) => state.list('user', accountId).filter(each => each.groups.includes(name))
  const page = {positionOf: ({name}: Group) => name, view: groupView}
  const both = {...nameRules('group'), ...nameRules('user')}
  return [
    iamOperation({
      name: 'CreateGroup',
      rules: nameRules('group'),
      on,
      run: call => ({Group: groupView(createGroup(context, call))}),
    }),
    iamOperation({
      name: 'GetGroup',
      rules: {...nameRules('group'), ...pagingRules},
      on,
      run(call) {
        const group = named(call)
        const users = iamPage(context, call, 'Users', members(group), {
          positionOf: ({name}) => name,
          view: each => userView(each, false),
        })
        return {Group: groupView(group), ...users}
      },
    }),
    iamOperation({
      name: 'ListGroups',
      rules: pagingRules,
      on: call => onCollection(call, 'group'),
      run: call => iamPage(context, call, 'Groups', underPath(call, state.list('group', call.accountId)), page),
    }),
    iamOperation({
      name: 'ListGroupsForUser',
      rules: {...nameRules('user'), ...pagingRules},
      on: call => onHolder(state, 'user', call),
      run(call) {
        const {groups} = user(call)
        const own = state.list('group', call.accountId).filter(({name}) => groups.includes(name))
        return iamPage(context, call, 'Groups', own, page)
      },
    }),
    iamOperation({
      name: 'DeleteGroup',
      rules: nameRules('group'),
      on,
      run(call) {
        const group = named(call)
        if (members(group).length > 0) throw deleteConflict('remove users from group')
        if (Object.keys(group.inline).length > 0) throw deleteConflict('delete policies')
        if (group.attached.length > 0) throw deleteConflict('detach all policies')
        state.remove('group', call.accountId, group.name)
      },
    }),
    iamOperation({
      name: 'AddUserToGroup',
      rules: both,
      on,
      run(call) {
        const group = named(call)
        const member = user(call)
        const others = member.groups.filter(name => name !== group.name)
        state.put('user', {...member, groups: [...others, group.name]})
      },
    }),
    iamOperation({
      name: 'RemoveUserFromGroup',
      rules: both,
      on,
      run(call) {
        const group = named(call)
        const member = user(call)
        state.put('user', {...member, groups: member.groups.filter(name => name !== group.name)})
      },
    }),
  ]
}

function createGroup({state, world}: IamContext, call: Call): Group {
  const name = checkedName(call, 'GroupName')
  if (state.find('group', call.accountId, name) !== undefined) {
    throw alreadyExists(`Group with name ${name} already exists.`)
  }
  const group: Group = {
    accountId: call.accountId,
    name,
    path: pathOf(call),
    id: newId(() => world.random(), 'AGPA'),
    createdAt: world.clock.now(),
    inline: {},
    attached: [],
  }
  state.put('group', group)
  return group
}
