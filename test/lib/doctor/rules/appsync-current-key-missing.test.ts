import {expect, it} from 'vitest'
import {appsyncCurrentKeyMissing} from '../../../../src/lib/doctor/rules/appsync-current-key-missing.ts'
import {denied, healthy, key, keyFacts, listed} from '../support/api-keys.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(appsyncCurrentKeyMissing, {
  healthy,
  broken: keyFacts(listed(key('pppp', 30))),
  fixed: keyFacts(listed(key('cccc', 30))),
  unknown: denied,
  says: /has no key …cccc, which AWSCURRENT holds: consumers are refused/,
})

it('leads back to AWSPREVIOUS only where that key is there', () => {
  const [live] = appsyncCurrentKeyMissing.check(keyFacts(listed(key('pppp', 30))))
  const [dead] = appsyncCurrentKeyMissing.check(keyFacts(listed(key('pppp', -1))))
  expect(JSON.stringify(live?.advice)).toContain('rollback')
  expect(JSON.stringify(dead?.advice)).toContain('rotate')
})
