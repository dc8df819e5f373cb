import type {Call, OperationDefinition} from '../../../kernel.ts'
import {replace} from './inline-policies.ts'
import type {HolderKind} from '../arns.ts'
import type {PolicyHolder} from '../entities.ts'
import {invalidInput, limitExceeded, noSuchEntity, noSuchPolicy} from '../errors.ts'
import {textOf} from '../input.ts'
import {nameMember, nameRules} from '../names.ts'
import {type IamContext, type Target, iamOperation} from '../operation.ts'
import {iamPage, pagingRules} from '../pages.ts'
import {onHolder} from '../targets.ts'

const titles = {user: 'User', role: 'Role', group: 'Group'} as const
const policyArn = {PolicyArn: {required: true, min: 20, max: 2048}}
/** Default quota: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
const attachedLimit = 10

/** Attach, Detach and ListAttached for users, roles and groups. */
export function attachmentOperations(context: IamContext): OperationDefinition[] {
  return (['user', 'role', 'group'] as const).flatMap(kind => operationsFor(context, kind))
}

function operationsFor(context: IamContext, kind: HolderKind): OperationDefinition[] {
  const {state} = context
  const title = titles[kind]
  const named = (call: Call): PolicyHolder => state.need(kind, call.accountId, textOf(call.input, nameMember(kind)))
  const on = (call: Call): Target => {
    const target = onHolder(state, kind, call)
    const arn = textOf(call.input, 'PolicyArn')
    return arn === '' ? target : {...target, conditions: {...target.conditions, 'iam:policyarn': arn}}
  }
  return [
    iamOperation({
      name: `Attach${title}Policy`,
      rules: {...nameRules(kind), ...policyArn},
      on,
      run: call => attach(context, kind, named(call), call),
    }),
    iamOperation({
      name: `Detach${title}Policy`,
      rules: {...nameRules(kind), ...policyArn},
      on,
      run(call) {
        const holder = named(call)
        const arn = textOf(call.input, 'PolicyArn')
        if (!holder.attached.includes(arn)) throw noSuchPolicy(arn)
        replace(state, kind, {...holder, attached: holder.attached.filter(each => each !== arn)})
      },
    }),
    iamOperation({
      name: `ListAttached${title}Policies`,
      rules: {...nameRules(kind), ...pagingRules},
      on,
      run: call =>
        iamPage(context, call, 'AttachedPolicies', named(call).attached, {
          positionOf: arn => arn,
          view: arn => ({PolicyName: state.policy(arn)?.name, PolicyArn: arn}),
        }),
    }),
  ]
}

/** Attaching twice is no error. */
function attach({state}: IamContext, kind: HolderKind, holder: PolicyHolder, call: Call): void {
  const arn = textOf(call.input, 'PolicyArn')
  if (!/^arn:aws:iam::(?:aws|\d{12}):policy\/\S+$/.test(arn)) throw invalidInput(`ARN ${arn} is not valid.`)
  if (!state.policies(call.accountId).some(policy => policy.arn === arn)) {
    throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
  }
  if (holder.attached.includes(arn)) return
  if (holder.attached.length >= attachedLimit) {
    throw limitExceeded(`Cannot exceed quota for PoliciesPer${titles[kind]}: ${attachedLimit}`)
  }
  replace(state, kind, {...holder, attached: [...holder.attached, arn]})
}
