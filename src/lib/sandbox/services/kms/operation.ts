import type {Authorization, Call, OperationDefinition} from '../../kernel.ts'
import {validateInput, type MemberRules} from '../../validate.ts'
import {unreadableKeyId} from './errors.ts'
import {onKey} from './permission.ts'
import type {Key} from './entities.ts'
import type {KmsState} from './state.ts'

export const KEY_ID = {type: 'string', required: true, min: 1, max: 2048} as const

interface Spec extends Pick<OperationDefinition, 'trail'> {
  readonly name: string
  readonly readOnly: boolean
  readonly rules: MemberRules
  /** Absent: the permission on the key that KeyId names. */
  authorize?(call: Call): readonly Authorization[]
  run(call: Call): unknown
}

/** An operation of KMS. */
export function kmsOperation(state: KmsState, spec: Spec): OperationDefinition {
  const {name, readOnly, rules} = spec
  return {
    name,
    readOnly,
    authorize(call) {
      validateInput(call.input, rules)
      return spec.authorize?.(call) ?? [onKey(state, call, {action: name, keyId: textOf(call, 'KeyId'), place: call})]
    },
    run: call => spec.run(call),
    ...(spec.trail === undefined ? {} : {trail: spec.trail}),
  }
}

/** Text of a member; empty when absent. */
export function textOf(call: Call, member: string): string {
  const value = call.input[member]
  return typeof value === 'string' ? value : ''
}

/** The key of an operation that takes an id or an ARN but no alias. Throws NotFoundException. */
export function keyById(state: KmsState, call: Call, member = 'KeyId'): Key {
  const keyId = textOf(call, member)
  if (/(?:^|:)alias\//.test(keyId)) throw unreadableKeyId(keyId)
  return state.need(call, keyId)
}
