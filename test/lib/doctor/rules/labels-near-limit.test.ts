import {expect, it} from 'vitest'
import {unknown} from '../../../../src/lib/doctor/facts.ts'
import {labelsNearLimit} from '../../../../src/lib/doctor/rules/labels-near-limit.ts'
import {aVersion, DAY, holdLabel, NOW, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(labelsNearLimit, {
  healthy: someFacts(),
  broken: someFacts({others: manyLabels(16)}),
  fixed: someFacts({others: manyLabels(3)}),
  unknown: someFacts({labels: unknown('denied')}),
  says: /18 of 20 labels/,
})

function manyLabels(count: number) {
  return [aVersion('labelled', {labels: Array.from({length: count}, (_, index) => `mine-${index}`)})]
}

it('names what could go, oldest holds first', () => {
  const others = [
    ...manyLabels(14),
    aVersion('held', {labels: [holdLabel('held')], createdAt: NOW - 90 * DAY}),
    aVersion('held2', {labels: [holdLabel('held2')], createdAt: NOW - 95 * DAY}),
  ]
  const [draft] = labelsNearLimit.check(someFacts({others}))
  expect(draft?.advice?.[0]).toMatch(/first: secrot-hold-held2, secrot-hold-held, mine-0/)
})
