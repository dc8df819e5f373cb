import type {Authorization, Call, OperationDefinition, World} from '../../kernel.ts'
import type {MemberRules} from '../../validate.ts'
import {textOf, validateQuery} from '../iam/input.ts'
import {stackArn} from './arns.ts'
import type {Engine} from './engine/engine.ts'
import type {Stack} from './entities.ts'
import {noSuchStack} from './errors.ts'
import type {CloudFormationState} from './state.ts'

/** What the operations of this service share. */
export interface CloudFormation {
  readonly world: World
  readonly state: CloudFormationState
  readonly engine: Engine
}

/** Makes an operation of the service it is given. */
export type MakeOperation = (cloudformation: CloudFormation) => OperationDefinition

interface Spec extends Pick<OperationDefinition, 'trail'> {
  readonly name: string
  readonly rules: MemberRules
  /** Absent: the permission on the stack that StackName names. */
  authorize?(call: Call): readonly Authorization[]
  run(call: Call): unknown
}

/** An operation of CloudFormation. */
export function stackOperation({state}: CloudFormation, spec: Spec): OperationDefinition {
  const {name, rules, trail} = spec
  return {
    name,
    readOnly: /^(?:Describe|Get|List|Validate)/.test(name),
    ...(trail === undefined ? {} : {trail}),
    authorize(call) {
      validateQuery(call.input, rules)
      return spec.authorize?.(call) ?? [onStack(state, call, name)]
    },
    run: call => spec.run(call),
  }
}

/** May the caller do this to the stack that is named? One that is not there yet has no id. */
export function onStack(
  state: CloudFormationState,
  call: Call,
  action: string,
  conditions: NonNullable<Authorization['conditions']> = {},
): Authorization {
  const name = textOf(call.input, 'StackName')
  const arn = name.startsWith('arn:') ? name : stackArn(call, name, '*')
  const resource = state.find(call, name)?.id ?? arn
  return {action: `cloudformation:${action}`, resource, resourceAsWritten: resource, conditions}
}

/** On no stack at all. */
export function onAny(action: string): Authorization {
  return {action: `cloudformation:${action}`, resource: '*'}
}

/** Throws ValidationError. */
export function needStack(state: CloudFormationState, call: Call, otherwise = noSuchStack): Stack {
  const name = textOf(call.input, 'StackName')
  const stack = state.find(call, name)
  if (stack === undefined) throw otherwise(name)
  return stack
}
