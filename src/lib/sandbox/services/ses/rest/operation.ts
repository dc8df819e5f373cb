import type {Authorization, Call, OperationDefinition, RestRoute} from '../../../kernel.ts'
import {ofRest} from '../errors.ts'
import {optional} from '../operation.ts'
import {identityArn} from '../sending.ts'

interface Spec extends Pick<OperationDefinition, 'dataEvent'> {
  readonly name: string
  readonly route: RestRoute
  /** Absent: the permission on the identity that EmailIdentity names, or on no resource. */
  authorize?(call: Call): readonly Authorization[]
  run(call: Call): unknown
}

/** An operation of the second API: https://docs.aws.amazon.com/ses/latest/APIReference-V2/Welcome.html. */
export function restOperation({name, route, dataEvent, ...spec}: Spec): OperationDefinition {
  return {
    name,
    route,
    readOnly: /^(?:Get|List)/.test(name),
    ...(dataEvent === undefined ? {} : {dataEvent}),
    authorize: call => spec.authorize?.(call) ?? [onIdentity(call, name)],
    run: call => spec.run(call),
  }
}

function onIdentity(call: Call, name: string): Authorization {
  const identity = optional(call.input, 'EmailIdentity')
  if (identity === undefined) return {action: `ses:${name}`, resource: '*'}
  const resource = identityArn(call, identity)
  return {action: `ses:${name}`, resource, resourceAsWritten: resource}
}

/** A text that must be there. Throws BadRequestException; own text. */
export function needed(call: Call, member: string): string {
  const value = optional(call.input, member)
  if (value === undefined || value === '') throw ofRest.invalid(`${member} is missing.`)
  return value
}
