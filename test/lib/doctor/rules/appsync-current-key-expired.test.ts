import {expect, it} from 'vitest'
import {appsyncCurrentKeyExpired} from '../../../../src/lib/doctor/rules/appsync-current-key-expired.ts'
import {denied, description, healthy, key, keyFacts, listed} from '../support/api-keys.ts'
import {aVersion, CURRENT, DAY, NOW} from '../support/facts.ts'
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
