import {expect, it} from 'vitest'
import {appsyncKeysOrphaned} from '../../../../src/lib/doctor/rules/appsync-keys-orphaned.ts'
import {denied, healthy, key, keyFacts, listed} from '../support/api-keys.ts'
import {ARN, aVersion, CURRENT, DAY, NOW, PENDING, PREVIOUS} from '../support/facts.ts'
import {describeRule, planName, refusal} from '../support/rule-cases.ts'

describeRule(appsyncKeysOrphaned, {
  healthy,
  broken: keyFacts(listed(key('cccc', 60), key('pppp', 30), key('oooo', 60))),
  fixed: keyFacts(listed(key('cccc', 60), key('pppp', 30), key('oooo', 1))),
  unknown: denied,
  says: /has 3 keys; in no labelled version, and maybe somebody else’s: …oooo\./,
})

it('calls no key an orphan while a labelled value was not read, and is critical just before the limit', () => {
  const unread = aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], value: 'unread'})
  const many = Array.from({length: 48}, (_, index) => key(`o${String(index).padStart(3, '0')}`, 60))
  expect(appsyncKeysOrphaned.check(keyFacts(listed(key('cccc', 60), ...many), {previous: unread}))).toEqual([])
  const [draft] = appsyncKeysOrphaned.check(keyFacts(listed(key('cccc', 60), ...many)))
  expect([draft?.severity, draft?.message]).toEqual(['critical', expect.stringContaining('and 45 more')])
})

const LOST = '77aa0000-0000-4000-8000-000000000009'
const OTHER = ARN.replace('prod/orders', 'prod/other')
const marked = (end: string, versionId: string, secretArn = ARN) => ({...key(end, 60), mark: {secretArn, versionId}})
const [current, previous] = [marked('cccc', CURRENT), marked('pppp', PREVIOUS)]
const version = (versionId: string, ageDays: number) => aVersion(versionId, {createdAt: NOW - ageDays * DAY})

it('says nothing of the keys of another secret, and nothing of one that the pending version will find again', () => {
  const keys = listed(current, previous, marked('oooo', LOST, OTHER), marked('nnnn', PENDING))
  const pending = aVersion(PENDING, {labels: ['AWSPENDING'], value: 'empty'})
  expect(appsyncKeysOrphaned.check(keyFacts(keys, {pending}))).toEqual([])
})

it('lets a key of this secret that no version holds end, once its overlap is over, named by its last characters', () => {
  const keys = listed(current, previous, marked('oooo', LOST))
  const [draft] = appsyncKeysOrphaned.check(keyFacts(keys, {others: [version(LOST, 3)]}))
  expect([draft?.message, planName(draft)]).toEqual([expect.stringContaining('…oooo of API'), 'end key'])
  expect(draft?.planned).toMatchObject({plan: {fixClass: 'ask', allowSuffix: 'oooo', hits: 'holders of the old value'}})
  const refused = (others: ReturnType<typeof version>[], tags = {}) =>
    refusal(appsyncKeysOrphaned.check(keyFacts(keys, {others, description: {tags}}))[0])
  expect(refused([version(LOST, 0.5)])).toContain('within its overlap')
  expect(refused([version(LOST, 3)], {'secrot:overlap-hours': '96'})).toContain('within its overlap')
  expect(refused([])).toContain('only CloudTrail can tell')
})

it('is low where the rotator marks its keys and others say nothing, and prints no command without saying so', () => {
  const [draft, ...more] = appsyncKeysOrphaned.check(keyFacts(listed(current, previous, key('oooo', 60))))
  expect([draft?.severity, draft?.planned, more]).toEqual(['low', undefined, []])
  expect(draft?.advice?.[0]).toContain('another secret or program may use them')
})

it('is critical where the keys of other secrets fill the API, and offers to end none of them', () => {
  const many = Array.from({length: 48}, (_, index) => marked(`o${String(index).padStart(3, '0')}`, LOST, OTHER))
  const [draft] = appsyncKeysOrphaned.check(keyFacts(listed(current, previous, ...many)))
  expect(draft).toMatchObject({severity: 'critical', message: expect.stringContaining('48 of them of other secrets')})
  expect([draft?.planned, draft?.advice]).toEqual([undefined, undefined])
})
