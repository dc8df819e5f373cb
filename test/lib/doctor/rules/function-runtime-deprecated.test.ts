import {expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {functionRuntimeDeprecated} from '../../../../src/lib/doctor/rules/function-runtime-deprecated.ts'
import {aFunction, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

const on = (runtime: string) => someFacts({function: known(aFunction({runtime}))})

describeRule(functionRuntimeDeprecated, {
  healthy: on('nodejs22.x'),
  broken: on('nodejs20.x'),
  fixed: on('nodejs24.x'),
  unknown: someFacts({function: unknown('denied', 'lambda:GetFunctionConfiguration')}),
  says: /runs on nodejs20\.x, whose support ended on 2026-04-30/,
})

it('says nothing of a runtime of which nobody knows the end', () => {
  expect(functionRuntimeDeprecated.check(on('provided.al2023'))).toEqual([])
})
