import {expect, it} from 'vitest'
import {pendingLiveCurrentDead} from '../../../../src/lib/doctor/rules/pending-live-current-dead.ts'
import {aVersion, CURRENT, PENDING, PREVIOUS, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule, planName} from '../support/rule-cases.ts'

describeRule(pendingLiveCurrentDead, {
  healthy: someFacts(),
  broken: stuckFacts({auth: 'yes'}, {current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'})}),
  fixed: someFacts({current: aVersion(PENDING, {labels: ['AWSCURRENT'], auth: 'yes'})}),
  unknown: stuckFacts(
    {auth: '?'},
    {current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'}), previous: undefined},
  ),
  says: /setSecret changed the credential; AWSCURRENT was never moved/,
  plan: 'finish',
})

it('keeps AWSPREVIOUS first where it may be live, moves with a compare-and-set, asks the target, then tidies', () => {
  const [draft] = pendingLiveCurrentDead.check(
    stuckFacts({auth: 'yes'}, {current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'})}),
  )
  expect(draft?.planned).toMatchObject({
    plan: {
      fixClass: 'ask',
      hits: 'new readers',
      undo: [],
      calls: [
        {kind: 'pin', versionId: PREVIOUS},
        {kind: 'move', label: 'AWSCURRENT', from: CURRENT, to: PENDING},
        {kind: 'ask-target', versionId: PENDING},
        {kind: 'move', label: 'AWSPENDING', from: PENDING},
      ],
    },
  })
})

it('is found although nobody can tell whether a step runs: the move is safe beside an unseen rotation', () => {
  const facts = stuckFacts(
    {auth: 'yes'},
    {
      current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'}),
      running: {value: '?', why: 'nothing tells', proof: [], actions: ['cloudtrail:LookupEvents']},
    },
  )
  expect(planName(pendingLiveCurrentDead.check(facts)[0])).toBe('finish')
})
