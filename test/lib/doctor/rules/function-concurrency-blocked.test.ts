import {expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {functionConcurrencyBlocked} from '../../../../src/lib/doctor/rules/function-concurrency-blocked.ts'
import {aFunction, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(functionConcurrencyBlocked, {
  healthy: someFacts(),
  broken: someFacts({function: known(reserved(0))}),
  fixed: someFacts({function: known(reserved(10))}),
  unknown: someFacts({function: unknown('denied', 'lambda:GetFunctionConfiguration')}),
  says: /reserved concurrency of 0/,
})

function reserved(count: number) {
  return {...aFunction(), reservedConcurrency: known<number | undefined>(count)} as ReturnType<typeof aFunction>
}

it('notes a reservation below ten as posture', () => {
  expect(functionConcurrencyBlocked.check(someFacts({function: known(reserved(2))}))[0]).toMatchObject({
    severity: 'medium',
    group: 'posture',
  })
})
