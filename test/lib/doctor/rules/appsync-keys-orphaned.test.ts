import {expect, it} from 'vitest'
import {appsyncKeysOrphaned} from '../../../../src/lib/doctor/rules/appsync-keys-orphaned.ts'
import {denied, healthy, key, keyFacts, listed} from '../support/api-keys.ts'
import {aVersion, PREVIOUS} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(appsyncKeysOrphaned, {
  healthy,
  broken: keyFacts(listed(key('cccc', 60), key('pppp', 30), key('oooo', 60))),
  fixed: keyFacts(listed(key('cccc', 60), key('pppp', 30), key('oooo', 1))),
  unknown: denied,
  says: /has 3 keys; in no labelled version: …oooo\./,
})

it('calls no key an orphan while a labelled value was not read, and is critical just before the limit', () => {
  const unread = aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], value: 'unread'})
  const many = Array.from({length: 48}, (_, index) => key(`o${String(index).padStart(3, '0')}`, 60))
  expect(appsyncKeysOrphaned.check(keyFacts(listed(key('cccc', 60), ...many), {previous: unread}))).toEqual([])
  const [draft] = appsyncKeysOrphaned.check(keyFacts(listed(key('cccc', 60), ...many)))
  expect([draft?.severity, draft?.message]).toEqual(['critical', expect.stringContaining('and 45 more')])
})
