import {expect, it} from 'vitest'
import {nothingAuthenticates} from '../../../../src/lib/doctor/rules/nothing-authenticates.ts'
import {aVersion, CURRENT, PREVIOUS, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule, planName} from '../support/rule-cases.ts'

describeRule(nothingAuthenticates, {
  healthy: someFacts({current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'yes'})}),
  broken: stuckFacts(
    {auth: 'no'},
    {
      current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'}),
      previous: aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], auth: 'no'}),
    },
  ),
  fixed: someFacts({current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'yes'})}),
  unknown: someFacts(),
  says: /rejects every labelled version/,
  refused: /operator has to decide/,
})

it('finishes with a version without a label that the target takes, and leaves AWSPENDING', () => {
  const facts = stuckFacts(
    {auth: 'no'},
    {
      current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'}),
      previous: aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], auth: 'no'}),
      others: [aVersion('old-1', {auth: 'no'}), aVersion('old-2', {auth: 'yes'})],
    },
  )
  expect(nothingAuthenticates.check(facts)[0]?.planned).toMatchObject({
    plan: {
      name: 'finish',
      calls: [
        {kind: 'pin', versionId: 'old-2'},
        {kind: 'move', label: 'AWSCURRENT', from: CURRENT, to: 'old-2'},
        {kind: 'ask-target', versionId: 'old-2'},
      ],
    },
  })
})

it('rotates where nothing is pending and nothing works', () => {
  const [draft] = nothingAuthenticates.check(
    someFacts({
      current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'}),
      previous: aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], auth: 'no'}),
    }),
  )
  expect(planName(draft)).toBe('rotate')
})
