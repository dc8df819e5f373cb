import {expect, it} from 'vitest'
import {unknown} from '../../../../src/lib/doctor/facts.ts'
import {noCurrentVersion} from '../../../../src/lib/doctor/rules/no-current-version.ts'
import {aVersion, PENDING, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

describeRule(noCurrentVersion, {
  healthy: someFacts(),
  broken: stuckFacts({auth: 'yes'}, {current: undefined, previous: undefined}),
  fixed: someFacts({current: aVersion(PENDING, {labels: ['AWSCURRENT'], auth: 'yes'})}),
  unknown: someFacts({labels: unknown('denied')}),
  says: /no version holds AWSCURRENT/,
  plan: 'finish',
})

it('attaches AWSCURRENT without naming a version to take it from', () => {
  const [draft] = noCurrentVersion.check(stuckFacts({auth: 'yes'}, {current: undefined, previous: undefined}))
  const calls = draft?.planned?.kind === 'plan' ? draft.planned.plan.calls : []
  expect(calls[0]).toEqual({kind: 'move', label: 'AWSCURRENT', to: PENDING})
})

it('promotes nothing that is not proven to work', () => {
  const [draft] = noCurrentVersion.check(stuckFacts({auth: '?'}, {current: undefined, previous: undefined}))
  expect(refusal(draft)).toContain('proven to work')
})

it('is silent about a secret that neither rotates nor waits for a value', () => {
  expect(
    noCurrentVersion.check(someFacts({current: undefined, previous: undefined, description: {rotationEnabled: false}})),
  ).toEqual([])
})

it('names the command that gives a first value', () => {
  const [draft] = noCurrentVersion.check(stuckFacts({auth: '?'}, {current: undefined, previous: undefined}))
  expect(draft?.advice?.[0]).toMatch(/^give it a first value: secrot put \S+$/)
})
