import {expect, it} from 'vitest'
import {diagnose} from '../../../../src/lib/doctor/diagnose.ts'
import {appsyncCurrentKeyExpired} from '../../../../src/lib/doctor/rules/appsync-current-key-expired.ts'
import {denied, description, healthy, key, keyFacts, listed} from '../support/api-keys.ts'
import {aVersion, CURRENT, DAY, NOW, PENDING, PREVIOUS} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

describeRule(appsyncCurrentKeyExpired, {
  healthy,
  broken: keyFacts(listed(key('cccc', -1), key('pppp', 30))),
  fixed: keyFacts(listed(key('cccc', 31), key('pppp', 30))),
  unknown: denied,
  says: /…cccc, the key in AWSCURRENT, ended 2026-11-21.*consumers are refused/,
  plan: 'extend key',
})

it('knows without any value that consumers are refused where every key of the API has expired', () => {
  const unread = aVersion(CURRENT, {labels: ['AWSCURRENT'], value: 'unread'})
  const [draft] = appsyncCurrentKeyExpired.check(keyFacts(listed(key('cccc', -1), key('pppp', -2)), {current: unread}))
  expect([draft?.consumersDown, refusal(draft)]).toEqual([true, expect.stringContaining('--read-values')])
  expect(appsyncCurrentKeyExpired.check(keyFacts(listed(), {current: unread}))).toEqual([])
})

it('revives a key past period and window, within what AppSync takes', () => {
  const yearly = {...description, rotationRules: {automaticallyAfterDays: 1000}}
  for (const [rules, days] of [
    [description, 31],
    [yearly, 364],
  ] as const) {
    const [draft] = appsyncCurrentKeyExpired.check(keyFacts(listed(key('cccc', -1)), {description: rules}))
    const plan = draft?.planned?.kind === 'plan' ? draft.planned.plan : undefined
    const [call] = plan?.calls ?? []
    const until = call?.kind === 'api-key-expiry' ? call.expiresAt : 0
    expect(Math.floor((until - NOW) / DAY)).toBe(days)
  }
})

const expired = aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no', apiKey: key('cccc', -1).name})

it('is offered before a label moves and before a rotation, as the least that makes consumers work again', () => {
  const keys = listed(key('cccc', -1), key('pppp', 30))
  for (const [auth, then] of [
    ['yes', 'current-dead-previous-live'],
    ['no', 'nothing-authenticates'],
  ] as const) {
    const previous = aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], auth, apiKey: key('pppp', 30).name})
    const ids = diagnose(keyFacts(keys, {current: expired, previous})).findings.map(({id}) => id)
    expect(ids.slice(0, 2)).toEqual(['appsync-current-key-expired', then])
  }
})

it('is not revived where the pending key works, with which the rotation is finished', () => {
  const pending = aVersion(PENDING, {labels: ['AWSPENDING'], auth: 'yes', maker: 'fn', apiKey: key('nnnn', 60).name})
  const facts = keyFacts(listed(key('cccc', -1), key('nnnn', 60)), {current: expired, pending})
  expect(refusal(appsyncCurrentKeyExpired.check(facts)[0])).toContain('pending-live-current-dead repairs it')
})
