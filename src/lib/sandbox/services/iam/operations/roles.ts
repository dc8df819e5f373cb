import type {Call, OperationDefinition} from '../../../kernel.ts'
import {boundaryGiven} from './boundaries.ts'
import type {Role} from '../entities.ts'
import {alreadyExists, deleteConflict} from '../errors.ts'
import {newId} from '../ids.ts'
import {tagsOf, textOf, validateQuery} from '../input.ts'
import {checkedName, nameRules, pathOf} from '../names.ts'
import {iamOperation, type IamContext} from '../operation.ts'
import {iamPage, pagingRules, underPath} from '../pages.ts'
import type {IamState} from '../state.ts'
import {onCollection, onHolder} from '../targets.ts'
import {trustPolicyGiven} from '../trust-policy.ts'
import {roleLastUsed, roleView} from '../views.ts'

/** An hour unless told otherwise, at most twelve: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html. */
const duration = {MaxSessionDuration: {type: 'number', min: 3600, max: 43_200}} as const
const description = {Description: {max: 1000}}

export function roleOperations(context: IamContext): OperationDefinition[] {
  const {state, uses, world} = context
  const on = (call: Call) => onHolder(state, 'role', call)
  const named = (call: Call) => state.need('role', call.accountId, textOf(call.input, 'RoleName'))
  const document = (member: string) => ({[member]: {required: true, min: 1, max: 131_072}})
  return [
    iamOperation({
      name: 'CreateRole',
      rules: {
        ...nameRules('role'),
        ...document('AssumeRolePolicyDocument'),
        ...duration,
        ...description,
        Tags: {type: 'list'},
      },
      on,
      tagging: 'iam:TagRole',
      run: call => ({Role: roleView(createRole(context, call), true)}),
    }),
    iamOperation({
      name: 'GetRole',
      rules: nameRules('role'),
      on,
      run(call) {
        const role = named(call)
        const lastUsed = roleLastUsed(uses, role, world.clock.now(), world.switches.lastUsedLagMs)
        return {Role: {...roleView(role, true), RoleLastUsed: lastUsed}}
      },
    }),
    iamOperation({
      name: 'ListRoles',
      rules: pagingRules,
      on: call => onCollection(call, 'role'),
      run: call =>
        iamPage(context, call, 'Roles', underPath(call, state.list('role', call.accountId)), {
          positionOf: ({name}) => name,
          view: role => roleView(role, false),
        }),
    }),
    iamOperation({
      name: 'UpdateRole',
      rules: {...nameRules('role'), ...duration, ...description},
      on,
      run(call) {
        const {Description: text, MaxSessionDuration: seconds} = validateQuery(call.input, duration)
        const role = named(call)
        state.put('role', {
          ...role,
          ...(typeof text === 'string' ? {description: text} : {}),
          ...(typeof seconds === 'number' ? {maxSessionMs: seconds * 1000} : {}),
        })
        return {}
      },
    }),
    iamOperation({
      name: 'UpdateAssumeRolePolicy',
      rules: {...nameRules('role'), ...document('PolicyDocument')},
      on,
      run(call) {
        const role = named(call)
        state.put('role', {...role, trustPolicy: trustPolicyGiven(state, textOf(call.input, 'PolicyDocument'))})
      },
    }),
    iamOperation({name: 'DeleteRole', rules: nameRules('role'), on, run: call => deleteRole(state, named(call))}),
  ]
}

function createRole({world, state}: IamContext, call: Call): Role {
  const name = checkedName(call, 'RoleName')
  if (state.find('role', call.accountId, name) !== undefined) {
    throw alreadyExists(`Role with name ${name} already exists.`)
  }
  const seconds = Number(call.input['MaxSessionDuration'] ?? 3600)
  const role: Role = {
    accountId: call.accountId,
    name,
    path: pathOf(call),
    id: newId(() => world.random(), 'AROA'),
    createdAt: world.clock.now(),
    inline: {},
    attached: [],
    tags: tagsOf(call.input),
    boundaryArn: boundaryGiven(state, call),
    trustPolicy: trustPolicyGiven(state, textOf(call.input, 'AssumeRolePolicyDocument')),
    description: textOf(call.input, 'Description') || undefined,
    maxSessionMs: seconds * 1000,
  }
  state.put('role', role)
  return role
}

function deleteRole(state: IamState, role: Role): void {
  if (role.attached.length > 0) throw deleteConflict('detach all policies')
  if (Object.keys(role.inline).length > 0) throw deleteConflict('delete policies')
  state.remove('role', role.accountId, role.name)
}
