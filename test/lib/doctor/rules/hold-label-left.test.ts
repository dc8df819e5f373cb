import {expect, it} from 'vitest'
import {unknown} from '../../../../src/lib/doctor/facts.ts'
import {holdLabelLeft} from '../../../../src/lib/doctor/rules/hold-label-left.ts'
import {aVersion, DAY, holdLabel, NOW, someFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

describeRule(holdLabelLeft, {
  healthy: someFacts(),
  broken: someFacts({others: [held('no')], description: {lastRotatedAt: NOW - DAY}}),
  fixed: someFacts({others: [aVersion('held', {auth: 'no'})], description: {lastRotatedAt: NOW - DAY}}),
  unknown: someFacts({labels: unknown('denied'), others: [held('?')]}),
  says: /still carries secrot-hold-held/,
  plan: 'unpin',
})

function held(auth: 'no' | '?') {
  return aVersion('held', {labels: [holdLabel('held')], auth, createdAt: NOW - 40 * DAY})
}

it('leaves the label on a value that may be live', () => {
  const [draft] = holdLabelLeft.check(someFacts({others: [held('?')], description: {lastRotatedAt: NOW - DAY}}))
  expect(refusal(draft)).toContain('may be live')
})

it('says nothing while no later rotation has succeeded', () => {
  expect(holdLabelLeft.check(someFacts({others: [held('no')], description: {lastRotatedAt: NOW - 50 * DAY}}))).toEqual(
    [],
  )
})
