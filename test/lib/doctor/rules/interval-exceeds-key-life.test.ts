import {expect, it} from 'vitest'
import {intervalExceedsKeyLife} from '../../../../src/lib/doctor/rules/interval-exceeds-key-life.ts'
import {denied, description, healthy, key, keyFacts, listed} from '../support/api-keys.ts'
import {aVersion, CURRENT, DAY, NOW, PENDING} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

const nameOf = (end: string) => ({last4: end, sha256: `00000000${end}0000`})
/** Made five days ago with seven days of life; the next rotation is in twenty. */
const current = (createdAt = NOW - 5 * DAY) =>
  aVersion(CURRENT, {labels: ['AWSCURRENT'], apiKey: nameOf('cccc'), createdAt})
const short = (more: Parameters<typeof keyFacts>[1] = {}) =>
  keyFacts(listed(key('cccc', 2)), {current: current(), ...more})

describeRule(intervalExceedsKeyLife, {
  healthy,
  broken: short(),
  fixed: keyFacts(listed(key('cccc', 31)), {current: current()}),
  unknown: {...denied, current: current()},
  says: /^…cccc, the key in AWSCURRENT, was given 7 days of life, and rotations are up to 30 days apart\.$/,
  plan: 'shorten schedule',
})

const plannedFor = (facts: ReturnType<typeof short>) => intervalExceedsKeyLife.check(facts)[0]?.planned

it('plans a schedule that leaves a day for the window', () => {
  expect(plannedFor(short())).toMatchObject({
    plan: {fixClass: 'ask', calls: [{kind: 'change-schedule', rules: {automaticallyAfterDays: 6}}]},
  })
})

it('plans none where no whole day remains, and while AWS would refuse it', () => {
  const [none] = intervalExceedsKeyLife.check(short({current: current(NOW + DAY / 2)}))
  expect(refusal(none)).toContain('appsync-key-expires-first extends it')
  const pending = aVersion(PENDING, {labels: ['AWSPENDING'], apiKey: nameOf('nnnn')})
  expect(refusal(intervalExceedsKeyLife.check(short({pending}))[0])).toContain('while AWSPENDING waits')
})

it('says nothing of a key that was once given enough, of one that ended, and where nothing rotates', () => {
  expect(intervalExceedsKeyLife.check(short({current: current(NOW - 40 * DAY)}))).toEqual([])
  expect(intervalExceedsKeyLife.check(keyFacts(listed(key('cccc', -1)), {current: current()}))).toEqual([])
  expect(intervalExceedsKeyLife.check(short({description: {...description, rotationEnabled: false}}))).toEqual([])
})
