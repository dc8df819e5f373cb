import type {Authorization, Call, OperationDefinition} from '../../kernel.ts'
import type {MemberRules} from '../../validate.ts'
import {textOf, validateQuery} from '../iam/input.ts'
import {onTopic} from './arns.ts'
import type {SnsState} from './state.ts'

interface Spec extends Pick<OperationDefinition, 'trail' | 'dataEvent'> {
  readonly name: string
  readonly rules: MemberRules
  /** Absent: the permission on the topic that TopicArn names. */
  authorize?(call: Call): readonly Authorization[]
  run(call: Call): unknown
}

/** An operation of SNS: what breaks a rule is ValidationError, what SNS itself checks is InvalidParameter. */
export function snsOperation(state: SnsState, spec: Spec): OperationDefinition {
  const {name, rules, trail, dataEvent} = spec
  return {
    name,
    readOnly: /^(?:Get|List)/.test(name),
    ...(trail === undefined ? {} : {trail}),
    ...(dataEvent === undefined ? {} : {dataEvent}),
    authorize(call) {
      validateQuery(call.input, rules)
      return (
        spec.authorize?.(call) ?? [
          onTopic(state, call, {action: name, member: 'TopicArn', arn: textOf(call.input, 'TopicArn')}),
        ]
      )
    },
    run: call => spec.run(call),
  }
}
