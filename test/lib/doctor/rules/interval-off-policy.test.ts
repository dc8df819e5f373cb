import {expect, it} from 'vitest'
import {unknown} from '../../../../src/lib/doctor/facts.ts'
import type {WantedRotationFacts} from '../../../../src/lib/doctor/wanted-rotation.ts'
import {intervalOffPolicy} from '../../../../src/lib/doctor/rules/interval-off-policy.ts'
import type {RotationRules, SecretDescription} from '../../../../src/lib/rotation/secret.ts'
import {DAY, NOW, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

const wanted: WantedRotationFacts = {rotateEvery: {text: '30d', ms: 30 * DAY}}
const options = {wanted}
const withRules = (rotationRules: RotationRules, more: Partial<SecretDescription> = {}) =>
  someFacts({options, description: {rotationRules, ...more}})

describeRule(intervalOffPolicy, {
  healthy: withRules({automaticallyAfterDays: 30}),
  broken: withRules({automaticallyAfterDays: 31}),
  fixed: withRules({automaticallyAfterDays: 30}),
  unknown: someFacts({options, labels: unknown('denied')}),
  says: /^Its rotations are up to 31 days apart; wanted is 30d at most\.$/,
  plan: 'shorten schedule',
})

const callOf = (facts: ReturnType<typeof withRules>) => {
  const planned = intervalOffPolicy.check(facts)[0]?.planned
  return planned?.kind === 'plan' ? planned.plan : undefined
}

it('plans the wanted interval, and the former schedule as the way back', () => {
  const plan = callOf(withRules({scheduleExpression: 'cron(0 8 1 */3 ? *)'}))
  expect(plan).toMatchObject({
    fixClass: 'ask',
    hits: 'nobody',
    calls: [{kind: 'change-schedule', rules: {automaticallyAfterDays: 30}}],
    undo: [{kind: 'change-schedule', rules: {scheduleExpression: 'cron(0 8 1 */3 ? *)'}}],
  })
})

it('keeps the window where the wanted interval leaves room for it', () => {
  const facts = withRules({automaticallyAfterDays: 90, duration: '6h'})
  expect(callOf(facts)?.calls).toMatchObject([{rules: {automaticallyAfterDays: 30, duration: '6h'}}])
  const shorter = {...facts, options: {...facts.options, wanted: {rotateEvery: {text: '4h', ms: DAY / 6}}}}
  const [call] = callOf(shorter)?.calls ?? []
  expect(call).toMatchObject({rules: {scheduleExpression: 'rate(4 hours)'}})
  expect(JSON.stringify(call)).not.toContain('duration')
})

it.each([
  ['cron(0 8 1 * ? *)', 'up to 31 days apart'],
  ['rate(1000 days)', 'up to 1000 days apart'],
  ['cron(0 8 29 2 ? *)', 'up to 1461 days apart'],
  ['cron(0 8 ? 2 SUN#5 *)', 'Its rotations may be years apart; wanted is 30d at most.'],
])('takes the longest gap of %s for its interval', (scheduleExpression, says) => {
  expect(intervalOffPolicy.check(withRules({scheduleExpression}))[0]?.message).toContain(says)
})

it('counts short intervals in hours', () => {
  const facts = withRules({scheduleExpression: 'rate(12 hours)'})
  const strict = {...facts, options: {...facts.options, wanted: {rotateEvery: {text: '8h', ms: DAY / 3}}}}
  expect(intervalOffPolicy.check(strict)[0]?.message).toContain('up to 12 hours apart; wanted is 8h at most')
})

it('says nothing where the configuration wants no interval', () => {
  expect(intervalOffPolicy.check(someFacts({description: {rotationRules: {automaticallyAfterDays: 999}}}))).toEqual([])
})

it.each([
  ['does not rotate', {rotationEnabled: false}],
  ['belongs to a service', {owningService: 'rds'}],
  ['is a replica', {primaryRegion: 'us-east-1'}],
  ['is to be deleted', {deletedAt: NOW}],
  ['has rules that nobody can read', {rotationRules: {scheduleExpression: 'sometimes'}}],
] satisfies readonly (readonly [string, Partial<SecretDescription>])[])(
  'says nothing of a secret that %s',
  (_, more) => {
    expect(intervalOffPolicy.check(withRules({automaticallyAfterDays: 90}, more))).toEqual([])
  },
)

it('plans nothing while AWSPENDING waits: AWS would refuse it', () => {
  const facts = stuckFacts({auth: 'no'}, {options, description: {rotationRules: {automaticallyAfterDays: 90}}})
  expect(refusal(intervalOffPolicy.check(facts)[0])).toContain('while AWSPENDING waits')
})
