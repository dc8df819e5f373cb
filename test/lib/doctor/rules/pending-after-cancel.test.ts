import {expect, it} from 'vitest'
import {anEvent, withEvents} from '../support/history.ts'
import {pendingAfterCancel} from '../../../../src/lib/doctor/rules/pending-after-cancel.ts'
import {aVersion, PENDING, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule, planName} from '../support/rule-cases.ts'

describeRule(pendingAfterCancel, {
  healthy: someFacts(),
  broken: stuckFacts({auth: 'yes'}, {description: {rotationEnabled: false}}),
  fixed: someFacts({
    current: aVersion(PENDING, {labels: ['AWSCURRENT'], auth: 'yes'}),
    description: {rotationEnabled: false},
  }),
  unknown: stuckFacts({auth: '?'}, {description: {rotationEnabled: false}}),
  says: /Rotation is off, and 5f0d2a71\S* still has AWSPENDING/,
  plan: 'finish',
})

it('names who cancelled', () => {
  const events = withEvents([anEvent('CancelRotateSecret', {caller: {arn: 'arn:aws:iam::111122223333:user/eve'}})])
  const [draft] = pendingAfterCancel.check(stuckFacts({auth: 'yes'}, {events, description: {rotationEnabled: false}}))
  expect(draft?.message).toContain('cancelled by arn:aws:iam::111122223333:user/eve')
})

it('keeps and drops a value that the target rejects', () => {
  const [draft] = pendingAfterCancel.check(stuckFacts({auth: 'no'}, {description: {rotationEnabled: false}}))
  expect(planName(draft)).toBe('discard')
})
