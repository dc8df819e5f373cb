import {expect, it} from 'vitest'
import {currentUnparsable} from '../../../../src/lib/doctor/rules/current-unparsable.ts'
import {aVersion, CURRENT, PENDING, PREVIOUS, someFacts} from '../support/facts.ts'
import {describeRule, planName, refusal} from '../support/rule-cases.ts'

describeRule(currentUnparsable, {
  healthy: someFacts(),
  broken: someFacts({current: {...aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'}), unparsable: 'is not JSON'}}),
  fixed: someFacts({current: aVersion(PREVIOUS, {labels: ['AWSCURRENT'], auth: 'yes'})}),
  unknown: someFacts({current: aVersion(CURRENT, {labels: ['AWSCURRENT'], value: 'unread'})}),
  says: /8c1e77b0\S*, which consumers read, is not JSON/,
  refused: /no other version is proven/,
})

const unparsable = {...aVersion(CURRENT, {labels: ['AWSCURRENT']}), unparsable: 'is not JSON'}
const previous = aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], auth: 'yes'})

it('goes back to a value that works although nobody could ask with the current one', () => {
  const [draft] = currentUnparsable.check(someFacts({current: unparsable, previous}))
  expect(planName(draft)).toBe('restore previous')
  expect(draft?.consumersDown).toBe(false)
})

it('leaves what AWSPENDING holds to the rule that decides about it', () => {
  const pending = aVersion(PENDING, {labels: ['AWSPENDING'], auth: 'yes', maker: 'fn'})
  const [draft] = currentUnparsable.check(someFacts({current: unparsable, previous, pending}))
  expect(refusal(draft)).toBe('decided by pending-applied-unfinished')
})
