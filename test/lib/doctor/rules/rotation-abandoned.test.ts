import {expect, it} from 'vitest'
import {unknown} from '../../../../src/lib/doctor/facts.ts'
import {anEvent, withEvents} from '../support/history.ts'
import {rotationAbandoned} from '../../../../src/lib/doctor/rules/rotation-abandoned.ts'
import {aVersion, CURRENT, DAY, holdLabel, NOW, PENDING, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(rotationAbandoned, {
  healthy: someFacts(),
  broken: someFacts({
    others: [aVersion(PENDING, {maker: 'fn', createdAt: NOW - 40 * DAY})],
    events: withEvents([anEvent('RotationAbandoned')]),
  }),
  fixed: someFacts({
    current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'yes'}),
    others: [aVersion(PENDING, {labels: [holdLabel(PENDING)], createdAt: NOW - 40 * DAY})],
    events: withEvents([anEvent('RotationAbandoned')]),
  }),
  unknown: someFacts({others: [aVersion(PENDING)], events: unknown('denied', 'cloudtrail:LookupEvents')}),
  says: /A hand-written value ended the rotation to 5f0d2a71\S*/,
  plan: 'pin',
})

it('finishes with the abandoned version when the target takes it and rejects AWSCURRENT', () => {
  const [draft] = rotationAbandoned.check(
    someFacts({
      current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'}),
      others: [aVersion(PENDING, {auth: 'yes', createdAt: NOW - 40 * DAY})],
    }),
  )
  expect(draft).toMatchObject({severity: 'critical', planned: {plan: {name: 'finish', fixClass: 'ask'}}})
})

it('leaves a version that the target rejects', () => {
  const facts = someFacts({
    others: [aVersion(PENDING, {auth: 'no'})],
    events: withEvents([anEvent('RotationAbandoned')]),
  })
  expect(rotationAbandoned.check(facts)).toEqual([])
})
