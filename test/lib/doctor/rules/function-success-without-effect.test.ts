import {expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {anInvocation, withLog} from '../support/history.ts'
import {functionSuccessWithoutEffect} from '../../../../src/lib/doctor/rules/function-success-without-effect.ts'
import {aFunction, MINUTE, NOW, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(functionSuccessWithoutEffect, {
  healthy: someFacts({log: withLog([anInvocation({step: 'finishSecret'})])}),
  broken: stuckFacts({}, {log: withLog([anInvocation({step: 'finishSecret'})])}),
  fixed: stuckFacts(
    {},
    {log: withLog([anInvocation({step: 'finishSecret'})]), function: known(aFunction({lastModifiedAt: NOW - MINUTE}))},
  ),
  unknown: stuckFacts({}, {log: unknown('denied', 'logs:FilterLogEvents')}),
  says: /finishSecret of orders-db-rotation ended without error, yet AWSCURRENT was not moved/,
})

it('finds a createSecret that stored nothing', () => {
  const facts = stuckFacts({value: 'empty'}, {log: withLog([anInvocation({step: 'createSecret'})])})
  expect(functionSuccessWithoutEffect.check(facts)[0]?.message).toContain('has no value')
})

it('concludes nothing from a step whose name is only inferred', () => {
  const steps = [1, 2, 3, 4].map(minutes => anInvocation({at: NOW - (10 - minutes) * MINUTE}))
  expect(functionSuccessWithoutEffect.check(stuckFacts({}, {log: withLog(steps)}))).toEqual([])
})
