import type {Call, OperationDefinition} from '../../../kernel.ts'
import type {Role, User} from '../entities.ts'
import {limitExceeded} from '../errors.ts'
import {tagsOf, textOf, textsOf} from '../input.ts'
import {nameMember, nameRules} from '../names.ts'
import {iamOperation, type IamContext} from '../operation.ts'
import {iamPage, pagingRules} from '../pages.ts'
import type {Tag} from '../policy/request.ts'
import {onHolder} from '../targets.ts'

const titles = {user: 'User', role: 'Role'} as const
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
const tagLimit = 50

/** Tag, Untag and ListTags of users and roles. */
export function tagOperations(context: IamContext): OperationDefinition[] {
  return (['user', 'role'] as const).flatMap(kind => operationsFor(context, kind))
}

function operationsFor(context: IamContext, kind: 'user' | 'role'): OperationDefinition[] {
  const {state} = context
  const title = titles[kind]
  const on = (call: Call) => onHolder(state, kind, call)
  const named = (call: Call): User | Role => state.need(kind, call.accountId, textOf(call.input, nameMember(kind)))
  const set = (holder: User | Role, tags: readonly Tag[]) => {
    if (tags.length > tagLimit) throw limitExceeded(`Cannot exceed quota for TagsPer${title}: ${tagLimit}`)
    state.put(kind, {...holder, tags})
  }
  return [
    iamOperation({
      name: `Tag${title}`,
      rules: {...nameRules(kind), Tags: {type: 'list', required: true}},
      on,
      run(call) {
        const holder = named(call)
        const given = tagsOf(call.input)
        set(holder, [
          ...without(
            holder.tags,
            given.map(({Key}) => Key),
          ),
          ...given,
        ])
      },
    }),
    iamOperation({
      name: `Untag${title}`,
      rules: {...nameRules(kind), TagKeys: {type: 'list', required: true}},
      on,
      run(call) {
        const holder = named(call)
        set(holder, without(holder.tags, textsOf(call.input, 'TagKeys')))
      },
    }),
    iamOperation({
      name: `List${title}Tags`,
      rules: {...nameRules(kind), ...pagingRules},
      on,
      run: call => iamPage(context, call, 'Tags', named(call).tags, {positionOf: ({Key}) => Key, view: tag => tag}),
    }),
  ]
}

/** Keys are compared without case: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html. */
function without(tags: readonly Tag[], keys: readonly string[]): Tag[] {
  const gone = new Set(keys.map(key => key.toLowerCase()))
  return tags.filter(({Key}) => !gone.has(Key.toLowerCase()))
}
