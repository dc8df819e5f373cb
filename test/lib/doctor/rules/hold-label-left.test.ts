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

it('finds what a put left: the label on the version in use may go, that on a newer one only once its value is dead', () => {
  const current = aVersion('held', {labels: ['AWSCURRENT', holdLabel('held')], auth: '?', createdAt: NOW - DAY})
  const [inUse] = holdLabelLeft.check(someFacts({current}))
  expect(inUse?.planned?.kind).toBe('plan')
  const newer = (auth: 'no' | '?') => aVersion('held', {labels: [holdLabel('held')], auth, createdAt: NOW + DAY})
  const [live] = holdLabelLeft.check(someFacts({others: [newer('?')]}))
  expect(live?.message).toContain('was never made current')
  expect(refusal(live)).toContain('may be live')
  const [dead] = holdLabelLeft.check(someFacts({others: [newer('no')]}))
  expect(dead?.planned?.kind).toBe('plan')
})
