import {expect, it} from 'vitest'
import {unknown} from '../../../../src/lib/doctor/facts.ts'
import {rotationOverdue} from '../../../../src/lib/doctor/rules/rotation-overdue.ts'
import {aVersion, CURRENT, DAY, MINUTE, NOW, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

describeRule(rotationOverdue, {
  healthy: someFacts(),
  broken: someFacts({
    description: {nextRotationAt: NOW - DAY},
    current: aVersion(CURRENT, {labels: ['AWSCURRENT'], createdAt: NOW - 44 * DAY}),
  }),
  fixed: someFacts({
    description: {nextRotationAt: NOW + 30 * DAY},
    current: aVersion(CURRENT, {labels: ['AWSCURRENT'], createdAt: NOW - MINUTE}),
  }),
  unknown: someFacts({labels: unknown('denied')}),
  says: /44 days old/,
  plan: 'rotate',
})

it('is not found when only the date is past: a value put by hand may be young', () => {
  const facts = someFacts({
    description: {nextRotationAt: NOW - DAY},
    current: aVersion(CURRENT, {labels: ['AWSCURRENT'], createdAt: NOW - DAY}),
  })
  expect(rotationOverdue.check(facts)).toEqual([])
})

it('comes after everything else', () => {
  const facts = stuckFacts(
    {auth: 'no'},
    {
      description: {nextRotationAt: NOW - DAY},
      current: aVersion(CURRENT, {labels: ['AWSCURRENT'], createdAt: NOW - 44 * DAY}),
    },
  )
  expect(refusal(rotationOverdue.check(facts)[0])).toContain('come first')
})
