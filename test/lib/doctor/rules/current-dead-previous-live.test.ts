import {expect, it} from 'vitest'
import {currentDeadPreviousLive} from '../../../../src/lib/doctor/rules/current-dead-previous-live.ts'
import {aVersion, CURRENT, PREVIOUS, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(currentDeadPreviousLive, {
  healthy: someFacts(),
  broken: someFacts({
    current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'}),
    previous: aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], auth: 'yes'}),
  }),
  fixed: someFacts({
    current: aVersion(PREVIOUS, {labels: ['AWSCURRENT'], auth: 'yes'}),
    previous: aVersion(CURRENT, {labels: ['AWSPREVIOUS'], auth: 'no'}),
  }),
  unknown: someFacts({current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'})}),
  says: /rejects AWSCURRENT and takes 2b94d0c5\S*/,
  plan: 'restore previous',
})

it('leaves AWSPENDING where it is: the next diagnosis decides on it', () => {
  const facts = stuckFacts(
    {auth: 'no'},
    {
      current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'}),
      previous: aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], auth: 'yes'}),
    },
  )
  expect(currentDeadPreviousLive.check(facts)[0]?.planned).toMatchObject({
    plan: {
      calls: [
        {kind: 'move', label: 'AWSCURRENT', from: CURRENT, to: PREVIOUS},
        {kind: 'ask-target', versionId: PREVIOUS},
      ],
    },
  })
})
