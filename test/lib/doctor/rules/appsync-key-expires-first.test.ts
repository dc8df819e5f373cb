import {expect, it} from 'vitest'
import {appsyncKeyExpiresFirst} from '../../../../src/lib/doctor/rules/appsync-key-expires-first.ts'
import {denied, description, healthy, key, keyFacts, listed} from '../support/api-keys.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(appsyncKeyExpiresFirst, {
  healthy,
  broken: keyFacts(listed(key('cccc', 10))),
  fixed: keyFacts(listed(key('cccc', 31))),
  unknown: denied,
  says: /…cccc, the key in AWSCURRENT, ends 2026-12-02.* before the next rotation/,
  plan: 'extend key',
})

it('says a week before that a key ends for which no rotation is due', () => {
  const off = {description: {...description, rotationEnabled: false}}
  expect(appsyncKeyExpiresFirst.check(keyFacts(listed(key('cccc', 6)), off))).toHaveLength(1)
  expect(appsyncKeyExpiresFirst.check(keyFacts(listed(key('cccc', 8)), off))).toEqual([])
})
