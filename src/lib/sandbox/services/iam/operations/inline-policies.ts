import type {Call, OperationDefinition} from '../../../kernel.ts'
import type {HolderKind} from '../arns.ts'
import type {PolicyHolder} from '../entities.ts'
import {limitExceeded, noSuchEntity, orMalformed} from '../errors.ts'
import {textOf} from '../input.ts'
import {checkedName, nameMember, nameRules} from '../names.ts'
import {iamOperation, type IamContext} from '../operation.ts'
import {iamPage, pagingRules} from '../pages.ts'
import {checkIdentityPolicy, policySize} from '../policy/check.ts'
import type {IamState} from '../state.ts'
import {onHolder} from '../targets.ts'
import {encodedPolicy} from '../views.ts'

const titles = {user: 'User', role: 'Role', group: 'Group'} as const
/** All inline policies of one together: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
const sizeLimits = {user: 2048, role: 10_240, group: 5120} as const
const policyName = {PolicyName: {required: true, min: 1, max: 128}}

/** Put, Get, List and Delete for users, roles and groups. */
export function inlinePolicyOperations(context: IamContext): OperationDefinition[] {
  return (['user', 'role', 'group'] as const).flatMap(kind => operationsFor(context, kind))
}

function operationsFor(context: IamContext, kind: HolderKind): OperationDefinition[] {
  const {state} = context
  const title = titles[kind]
  const on = (call: Call) => onHolder(state, kind, call)
  const named = (call: Call): PolicyHolder => state.need(kind, call.accountId, textOf(call.input, nameMember(kind)))
  const rules = {...nameRules(kind), ...policyName}
  return [
    iamOperation({
      name: `Put${title}Policy`,
      rules: {...rules, PolicyDocument: {required: true, min: 1, max: 131_072}},
      on,
      run: call => putPolicy(state, kind, named(call), call),
    }),
    iamOperation({
      name: `Get${title}Policy`,
      rules,
      on,
      run(call) {
        const holder = named(call)
        const {name, text} = policyNamed(kind, holder, call)
        return {[nameMember(kind)]: holder.name, PolicyName: name, PolicyDocument: encodedPolicy(text)}
      },
    }),
    iamOperation({
      name: `List${title}Policies`,
      rules: {...nameRules(kind), ...pagingRules},
      on,
      run: call =>
        iamPage(context, call, 'PolicyNames', Object.keys(named(call).inline).sort(), {
          positionOf: name => name,
          view: name => name,
        }),
    }),
    iamOperation({
      name: `Delete${title}Policy`,
      rules,
      on,
      run(call) {
        const holder = named(call)
        const {name} = policyNamed(kind, holder, call)
        const {[name]: _deleted, ...inline} = holder.inline
        replace(state, kind, {...holder, inline})
      },
    }),
  ]
}

function putPolicy(state: IamState, kind: HolderKind, holder: PolicyHolder, call: Call): void {
  const name = checkedName(call, 'PolicyName')
  const text = textOf(call.input, 'PolicyDocument')
  orMalformed(() => checkIdentityPolicy(text))
  const inline = {...holder.inline, [name]: text}
  const size = Object.values(inline).reduce((sum, each) => sum + policySize(each), 0)
  if (size > sizeLimits[kind]) {
    throw limitExceeded(`Maximum policy size of ${sizeLimits[kind]} bytes exceeded for ${kind} ${holder.name}`)
  }
  replace(state, kind, {...holder, inline})
}

function policyNamed(kind: HolderKind, holder: PolicyHolder, call: Call): {name: string; text: string} {
  const name = textOf(call.input, 'PolicyName')
  const text = Object.hasOwn(holder.inline, name) ? holder.inline[name] : undefined
  if (text === undefined) throw noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`)
  return {name, text}
}

/** The holder is one of its kind with other policies. */
export function replace(state: IamState, kind: HolderKind, holder: PolicyHolder): void {
  state.put(kind, holder)
}
