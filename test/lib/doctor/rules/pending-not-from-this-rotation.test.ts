import {expect, it} from 'vitest'
import {anEvent, withEvents} from '../support/history.ts'
import {pendingNotFromThisRotation} from '../../../../src/lib/doctor/rules/pending-not-from-this-rotation.ts'
import {aVersion, holdLabel, PENDING, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule, planName} from '../support/rule-cases.ts'

describeRule(pendingNotFromThisRotation, {
  healthy: someFacts(),
  broken: stuckFacts({auth: 'yes', maker: 'other'}),
  fixed: someFacts({others: [aVersion(PENDING, {labels: [holdLabel(PENDING)], maker: 'other'})]}),
  unknown: stuckFacts({auth: 'yes', maker: '?'}),
  says: /was not made by this rotation/,
  refused: /operator/,
})

it.each(['finish', 'discard'] as const)('offers to %s what works', choice => {
  const facts = stuckFacts({auth: 'yes', maker: 'other'}, {options: {choice}})
  expect(planName(pendingNotFromThisRotation.check(facts)[0])).toBe(choice)
})

it('keeps and drops what the target rejects', () => {
  const [draft] = pendingNotFromThisRotation.check(stuckFacts({auth: 'no', maker: 'other'}))
  expect(draft?.planned).toMatchObject({
    plan: {name: 'discard', fixClass: 'ask', calls: [{kind: 'pin'}, {kind: 'move'}]},
  })
})

it('says that the function has to pass RotationToken when the event says so', () => {
  const events = withEvents([
    anEvent('RotationFailed', {errorMessage: 'Pending secret version was not created by Lambda'}),
  ])
  const [draft] = pendingNotFromThisRotation.check(stuckFacts({auth: 'yes', maker: 'other'}, {events}))
  expect(draft?.advice).toEqual([expect.stringContaining('RotationToken')])
})
