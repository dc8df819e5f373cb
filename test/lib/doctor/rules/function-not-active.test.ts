import {expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {functionNotActive} from '../../../../src/lib/doctor/rules/function-not-active.ts'
import {aFunction, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(functionNotActive, {
  healthy: someFacts(),
  broken: someFacts({function: known(aFunction({state: 'Failed', stateReason: 'The image does not exist'}))}),
  fixed: someFacts({function: known(aFunction({state: 'Active'}))}),
  unknown: someFacts({function: unknown('denied', 'lambda:GetFunctionConfiguration')}),
  says: /its state is Failed \(The image does not exist\)/,
})

it('finds a failed update too', () => {
  const facts = someFacts({
    function: known(aFunction({lastUpdateStatus: 'Failed', lastUpdateReason: 'KMS key is disabled'})),
  })
  expect(functionNotActive.check(facts)[0]?.message).toContain('its last update failed (KMS key is disabled)')
})
