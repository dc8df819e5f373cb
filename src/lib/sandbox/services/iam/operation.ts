/** What IAM's operations have in common: input checked first, then one permission, then the work. */
import type {Authorization, Call, OperationDefinition, World} from '../../kernel.ts'
import type {MemberRules} from '../../validate.ts'
import {listOf, tagsOf, textsOf, validateQuery} from './input.ts'
import type {KeyUses} from './key-uses.ts'
import type {IamState} from './state.ts'

/** What the operations work on. */
export interface IamContext {
  readonly world: World
  readonly state: IamState
  readonly uses: KeyUses
}

/** What a permission is asked on; IAM's refusals name it as `user ana`, `role rotator` or by ARN. */
export type Target = Pick<Authorization, 'resource' | 'resourceAsWritten' | 'conditions'>

interface IamOperation {
  readonly name: string
  readonly rules: MemberRules
  readonly on: (call: Call) => Target
  /** Asked on the same thing when the request brings tags. Absent: nothing more is. */
  readonly tagging?: 'iam:TagRole' | 'iam:TagUser'
  readonly run: (call: Call, input: Readonly<Record<string, unknown>>) => unknown
  readonly trail?: OperationDefinition['trail']
}

/** Get and List only read; so does the simulator. */
const reads = /^(?:Get|List|Simulate)/

/**
 * Tags at once with a user or role need the permission to tag it too:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_roles.html#id_tags_roles_permissions and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_users.html#id_tags_users_permissions.
 */
export function iamOperation({name, rules, on, tagging, run, trail}: IamOperation): OperationDefinition {
  return {
    name,
    readOnly: reads.test(name),
    authorize(call) {
      validateQuery(call.input, rules)
      const {conditions, ...asked} = on(call)
      const target = {...asked, conditions: {...conditions, ...requestTags(call)}}
      const tags = tagging !== undefined && listOf(call.input, 'Tags').length > 0
      return [{action: `iam:${name}`, ...target}, ...(tags ? [{action: tagging, ...target}] : [])]
    },
    run: call => run(call, validateQuery(call.input, rules)),
    ...(trail === undefined ? {} : {trail}),
  }
}

/** What a request says of tags, which it sets or takes away: `aws:TagKeys` and, of those that it sets, `aws:RequestTag/KEY`. */
function requestTags({input}: Call): NonNullable<Authorization['conditions']> {
  const tags = tagsOf(input)
  const keys = [...tags.map(({Key}) => Key), ...textsOf(input, 'TagKeys')]
  if (keys.length === 0) return {}
  return {
    ...Object.fromEntries(tags.map(({Key, Value}) => [`aws:requesttag/${Key.toLowerCase()}`, Value])),
    'aws:tagkeys': keys,
  }
}
