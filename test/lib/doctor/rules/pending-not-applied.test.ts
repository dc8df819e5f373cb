import {expect, it} from 'vitest'
import {pendingNotApplied} from '../../../../src/lib/doctor/rules/pending-not-applied.ts'
import {aVersion, CODE, PENDING, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule, planName, refusal} from '../support/rule-cases.ts'

describeRule(pendingNotApplied, {
  healthy: someFacts(),
  broken: stuckFacts({auth: 'no'}, {trustedCode: [CODE]}),
  fixed: someFacts({current: aVersion(PENDING, {labels: ['AWSCURRENT'], auth: 'yes'})}),
  unknown: stuckFacts({auth: '?'}),
  says: /was stored and never set/,
  plan: 'resume',
})

it('sends setSecret, testSecret and finishSecret to a function that is trusted, and keeps AWSPREVIOUS first', () => {
  const [draft] = pendingNotApplied.check(stuckFacts({auth: 'no'}, {trustedCode: [CODE]}))
  const calls = draft?.planned?.kind === 'plan' ? draft.planned.plan.calls : []
  expect(calls.map(call => (call.kind === 'invoke' ? call.step : call.kind))).toEqual([
    'setSecret',
    'testSecret',
    'pin',
    'finishSecret',
  ])
})

it('wants --trust-handler for a function that was never rehearsed', () => {
  const [draft] = pendingNotApplied.check(stuckFacts({auth: 'no'}))
  expect(refusal(draft)).toContain(`--trust-handler ${CODE}`)
})

it('keeps the value and drops the label once setSecret was tried in this run', () => {
  const [draft] = pendingNotApplied.check(
    stuckFacts({auth: 'no'}, {trustedCode: [CODE], exhausted: ['resume from setSecret']}),
  )
  expect(planName(draft)).toBe('discard')
})
