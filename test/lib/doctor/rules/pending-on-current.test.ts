import {expect, it} from 'vitest'
import {unknown} from '../../../../src/lib/doctor/facts.ts'
import {pendingOnCurrent} from '../../../../src/lib/doctor/rules/pending-on-current.ts'
import {aVersion, CURRENT, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(pendingOnCurrent, {
  healthy: someFacts(),
  broken: someFacts({current: aVersion(CURRENT, {labels: ['AWSCURRENT', 'AWSPENDING']}), options: {tidy: true}}),
  fixed: someFacts({options: {tidy: true}}),
  unknown: someFacts({current: undefined, labels: unknown('denied')}),
  says: /normal after a rotation/,
  plan: 'tidy',
})

it('is a state without a repair unless --tidy asks for one', () => {
  const [draft] = pendingOnCurrent.check(
    someFacts({current: aVersion(CURRENT, {labels: ['AWSCURRENT', 'AWSPENDING']})}),
  )
  expect(draft).toEqual({message: expect.stringContaining('normal') as string})
})
