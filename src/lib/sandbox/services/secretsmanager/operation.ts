import type * as v from 'valibot'

import type {Authorization, Call, OperationDefinition} from '../../kernel.ts'
import {readInput} from './input.ts'
import {shownRequest, shownResponse} from './trail.ts'

export interface OperationSpec<Schema extends v.GenericSchema> {
  readonly name: string
  readonly readOnly: boolean
  readonly input: Schema
  authorize(call: Call): readonly Authorization[]
  run(input: v.InferOutput<Schema>, call: Call): Readonly<Record<string, unknown>>
}

/** An operation with what all of this service's operations share: input checks, absent members, the form in the trail. */
export function operation<Schema extends v.GenericSchema>(spec: OperationSpec<Schema>): OperationDefinition {
  return {
    name: spec.name,
    readOnly: spec.readOnly,
    authorize: call => spec.authorize(call),
    run: call => withoutAbsent(spec.run(readInput(spec.input, call.input), call)),
    trail: (call, output) => ({
      requestParameters: shownRequest(call.input),
      responseElements: shownResponse(spec.readOnly, output),
    }),
  }
}

/** Wire form of a moment: epoch seconds with a fraction. */
export function seconds(at: number | undefined): number | undefined {
  return at === undefined ? undefined : at / 1000
}

/** Members that have no value are left out, never null. */
export function withoutAbsent(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
