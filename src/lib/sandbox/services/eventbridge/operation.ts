import type {Authorization, Call, OperationDefinition, World} from '../../kernel.ts'
import {validateInput, type MemberRules} from '../../validate.ts'
import {checkBus, ruleArn} from './arns.ts'
import type {Bus} from './bus.ts'
import type {EventBridgeState} from './state.ts'

/** What the operations of this service share. */
export interface EventBridge {
  readonly world: World
  readonly state: EventBridgeState
  readonly bus: Bus
}

/** Makes an operation of the service it is given. */
export type MakeOperation = (events: EventBridge) => OperationDefinition

export const NAME = {type: 'string', min: 1, max: 64, pattern: String.raw`[\.\-_A-Za-z0-9]+`} as const
export const LIMIT = {type: 'number', min: 1, max: 100} as const

interface Spec extends Pick<OperationDefinition, 'trail' | 'dataEvent'> {
  readonly name: string
  readonly rules: MemberRules
  /** What the permission is asked on; absent: on no resource. */
  authorize?(call: Call): readonly Authorization[]
  run(call: Call): unknown
}

/** An operation of EventBridge: what breaks a rule is ValidationException, before any permission is asked. */
export function eventsOperation(spec: Spec): OperationDefinition {
  const {name, rules, trail, dataEvent} = spec
  return {
    name,
    readOnly: /^(?:Describe|List|Test)/.test(name),
    ...(trail === undefined ? {} : {trail}),
    ...(dataEvent === undefined ? {} : {dataEvent}),
    authorize(call) {
      validateInput(call.input, rules)
      return spec.authorize?.(call) ?? [{action: `events:${name}`, resource: '*'}]
    },
    run(call) {
      checkBus(call)
      return spec.run(call)
    },
  }
}

/** May the caller do this to the rule that the member names? */
export function onRule(
  {state}: EventBridge,
  call: Call,
  action: string,
  more: {readonly member?: string; readonly conditions?: Authorization['conditions']} = {},
): Authorization {
  const name = textOf(call, more.member ?? 'Name')
  const resource = ruleArn(call, name)
  const createdBy = state.find(call, name)?.createdBy
  const conditions = {
    ...(createdBy === undefined ? {} : {'events:creatoraccount': createdBy}),
    ...more.conditions,
  }
  return {action: `events:${action}`, resource, resourceAsWritten: resource, conditions}
}

/** Text of a member; empty when absent. */
export function textOf({input}: Call, member: string): string {
  const value = input[member]
  return typeof value === 'string' ? value : ''
}

/** Items of a list; none when absent. */
export function listOf({input}: Call, member: string): readonly unknown[] {
  const value = input[member]
  return Array.isArray(value) ? (value as unknown[]) : []
}
