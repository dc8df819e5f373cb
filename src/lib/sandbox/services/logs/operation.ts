import type {Authorization, Call, OperationDefinition} from '../../kernel.ts'
import type {MemberRules} from '../../validate.ts'
import {validateInput} from '../../validate.ts'
import {groupQuestion} from './arns.ts'

export const GROUP_NAME = {type: 'string', min: 1, max: 512, pattern: String.raw`[\.\-_/#A-Za-z0-9]+`} as const
export const STREAM_NAME = {type: 'string', min: 1, max: 512, pattern: '[^:*]*'} as const
export const TIME = {type: 'number', min: 0} as const

interface Spec {
  readonly name: string
  readonly readOnly: boolean
  readonly rules: MemberRules
  /** Member that names a stream, for the permission. */
  readonly streamMember?: string
  /** Absent: the permission on the group that the request names. */
  authorize?(call: Call): readonly Authorization[]
  run(call: Call): unknown
}

/** An operation of CloudWatch Logs: its refusals of members are InvalidParameterException. */
export function logsOperation(spec: Spec): OperationDefinition {
  const {name, readOnly, rules, streamMember} = spec
  return {
    name,
    readOnly,
    authorize: call => spec.authorize?.(call) ?? [groupQuestion(`logs:${name}`, call, memberText(call, streamMember))],
    run(call) {
      validateInput(call.input, rules, 'InvalidParameterException')
      return spec.run(call)
    },
  }
}

function memberText({input}: Call, member: string | undefined): string {
  const value = member === undefined ? undefined : input[member]
  return typeof value === 'string' ? value : ''
}

/** Text of a member that the rules made sure of. */
export function textOf(call: Call, member: string): string {
  return call.input[member] as string
}

/** Number of a member, or what it is when absent. */
export function numberOf(call: Call, member: string, otherwise: number): number {
  const value = call.input[member]
  return typeof value === 'number' ? value : otherwise
}
