import type {Authorization, Call, OperationDefinition} from '../../../kernel.ts'
import type {MemberRules} from '../../../validate.ts'
import {validateQuery} from '../../iam/input.ts'

interface Spec extends Pick<OperationDefinition, 'dataEvent'> {
  readonly name: string
  readonly rules: MemberRules
  /** Absent: the permission on no resource. */
  authorize?(call: Call): readonly Authorization[]
  run(call: Call): unknown
}

/** An operation of the first API: https://docs.aws.amazon.com/ses/latest/APIReference/Welcome.html. */
export function queryOperation({name, rules, dataEvent, ...spec}: Spec): OperationDefinition {
  return {
    name,
    readOnly: /^(?:Get|List)/.test(name),
    ...(dataEvent === undefined ? {} : {dataEvent}),
    authorize(call) {
      validateQuery(call.input, rules)
      return spec.authorize?.(call) ?? [{action: `ses:${name}`, resource: '*'}]
    },
    run: call => spec.run(call),
  }
}
