import {expect, it} from 'vitest'
import {unknown} from '../../../../src/lib/doctor/facts.ts'
import type {WantedRotationFacts} from '../../../../src/lib/doctor/wanted-rotation.ts'
import {currentOlderThanPolicy} from '../../../../src/lib/doctor/rules/current-older-than-policy.ts'
import {diagnose} from '../../../../src/lib/doctor/diagnose.ts'
import {aVersion, CURRENT, DAY, type FactsOptions, NOW, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

const period = (days: number) => ({text: `${days}d`, ms: days * DAY})
const wanted: WantedRotationFacts = {rotateEvery: period(30), valueAge: period(90)}
const options = {wanted}
const current = (days: number) => aVersion(CURRENT, {labels: ['AWSCURRENT'], createdAt: NOW - days * DAY})
const aged = (days: number, more: FactsOptions = {}) => someFacts({options, current: current(days), ...more})

describeRule(currentOlderThanPolicy, {
  healthy: aged(90),
  broken: aged(91),
  fixed: aged(0),
  unknown: aged(91, {labels: unknown('denied')}),
  says: /^The value in use is 91 days old; wanted is 90d at most\.$/,
  plan: 'rotate',
})

it('asks before it rotates', () => {
  expect(currentOlderThanPolicy.check(aged(91))[0]?.planned).toMatchObject({plan: {fixClass: 'ask'}})
})

it('goes by the making of the version, whatever changed or rotated since', () => {
  const description = {lastChangedAt: NOW, lastRotatedAt: NOW}
  expect(currentOlderThanPolicy.check(aged(91, {description}))).toHaveLength(1)
  expect(currentOlderThanPolicy.check(aged(1, {description: {lastRotatedAt: NOW - 400 * DAY}}))).toEqual([])
})

it('says nothing where the configuration names no age', () => {
  expect(currentOlderThanPolicy.check(aged(400, {options: {wanted: {rotateEvery: period(30)}}}))).toEqual([])
  expect(currentOlderThanPolicy.check(aged(400, {options: {}}))).toEqual([])
})

it('says nothing of a version whose making nobody knows, of a replica and of what is to be deleted', () => {
  const {createdAt: _, ...undated} = current(91)
  expect(currentOlderThanPolicy.check(someFacts({options, current: undated}))).toEqual([])
  expect(currentOlderThanPolicy.check(aged(91, {description: {primaryRegion: 'us-east-1'}}))).toEqual([])
  expect(currentOlderThanPolicy.check(aged(91, {description: {deletedAt: NOW}}))).toEqual([])
})

it('rotates nothing that a service owns', () => {
  const {findings} = diagnose(aged(91, {description: {owningService: 'rds'}}), {only: ['current-older-than-policy']})
  expect(findings).toMatchObject([{refusedBecause: expect.stringContaining('operator needed') as string}])
  expect(findings[0]?.plan).toBeUndefined()
})

it('offers no rotation where there is no function, where something else comes first, or where one is offered already', () => {
  const because = (facts: ReturnType<typeof someFacts>) => refusal(currentOlderThanPolicy.check(facts)[0])
  expect(because(aged(91, {description: {rotationFunctionArn: undefined as never}}))).toContain('no rotation function')
  expect(because(stuckFacts({auth: 'no'}, {options, current: current(91)}))).toContain('come first')
  expect(because(aged(91, {description: {nextRotationAt: NOW - DAY}}))).toBe('rotation-overdue comes first')
})
