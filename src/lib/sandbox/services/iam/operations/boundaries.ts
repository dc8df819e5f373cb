import type {Call, OperationDefinition} from '../../../kernel.ts'
import type {Role, User} from '../entities.ts'
import {noSuchEntity} from '../errors.ts'
import {textOf} from '../input.ts'
import {nameMember, nameRules} from '../names.ts'
import {iamOperation, type IamContext} from '../operation.ts'
import type {IamState} from '../state.ts'
import {onHolder} from '../targets.ts'

const rules = {PermissionsBoundary: {required: true, min: 20, max: 2048}}
const titles = {user: 'User', role: 'Role'} as const

/** Boundaries of users and roles. */
export function boundaryOperations(context: IamContext): OperationDefinition[] {
  return (['user', 'role'] as const).flatMap(kind => operationsFor(context, kind))
}

function operationsFor({state}: IamContext, kind: 'user' | 'role'): OperationDefinition[] {
  const on = (call: Call) => onHolder(state, kind, call)
  const set = (call: Call, boundaryArn: string | undefined) => {
    const holder: User | Role = state.need(kind, call.accountId, textOf(call.input, nameMember(kind)))
    if (boundaryArn === undefined && holder.boundaryArn === undefined) {
      throw noSuchEntity(`The ${kind} with name ${holder.name} has no permissions boundary.`)
    }
    state.put(kind, {...holder, boundaryArn})
  }
  return [
    iamOperation({
      name: `Put${titles[kind]}PermissionsBoundary`,
      rules: {...nameRules(kind), ...rules},
      on,
      run: call => set(call, boundaryGiven(state, call)),
    }),
    iamOperation({
      name: `Delete${titles[kind]}PermissionsBoundary`,
      rules: nameRules(kind),
      on,
      run: call => set(call, undefined),
    }),
  ]
}

/** The boundary a call names, which must exist; undefined when it names none. Throws NoSuchEntity. */
export function boundaryGiven(state: IamState, call: Call): string | undefined {
  const arn = textOf(call.input, 'PermissionsBoundary')
  if (arn === '') return undefined
  if (!state.policies(call.accountId).some(policy => policy.arn === arn)) {
    throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`)
  }
  return arn
}
