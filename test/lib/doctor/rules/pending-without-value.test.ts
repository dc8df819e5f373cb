import {expect, it} from 'vitest'
import {pendingWithoutValue} from '../../../../src/lib/doctor/rules/pending-without-value.ts'
import {aVersion, PENDING, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(pendingWithoutValue, {
  healthy: someFacts(),
  broken: stuckFacts({value: 'empty'}),
  fixed: someFacts({others: [aVersion(PENDING, {value: 'empty', maker: 'nobody'})]}),
  unknown: stuckFacts({value: 'unread'}),
  says: /createSecret stopped before it stored a value/,
  plan: 'discard',
})

it('takes the label off an empty version without a pin, and says that nothing can be brought back', () => {
  const [draft] = pendingWithoutValue.check(stuckFacts({value: 'empty'}))
  expect(draft?.planned).toMatchObject({
    plan: {
      fixClass: 'auto',
      calls: [{kind: 'move', label: 'AWSPENDING', from: PENDING}],
      undo: [],
      followedBy: 'rotate',
    },
  })
})

it('is not found while a step may still run', () => {
  expect(
    pendingWithoutValue.check(
      stuckFacts({value: 'empty'}, {running: {value: 'yes', why: 'a step runs', proof: [], actions: []}}),
    ),
  ).toEqual([])
})
