/** What IAM's operations have in common: input checked first, then one permission, then the work. */
import type {Authorization, Call, OperationDefinition, World} from '../../kernel.ts'
import type {MemberRules} from '../../validate.ts'
import {validateQuery} from './input.ts'
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
  readonly run: (call: Call, input: Readonly<Record<string, unknown>>) => unknown
  readonly trail?: OperationDefinition['trail']
}

/** Get and List only read; so does the simulator. */
const reads = /^(?:Get|List|Simulate)/

export function iamOperation({name, rules, on, run, trail}: IamOperation): OperationDefinition {
  return {
    name,
    readOnly: reads.test(name),
    authorize(call) {
      validateQuery(call.input, rules)
      return [{action: `iam:${name}`, ...on(call)}]
    },
    run: call => run(call, validateQuery(call.input, rules)),
    ...(trail === undefined ? {} : {trail}),
  }
}
