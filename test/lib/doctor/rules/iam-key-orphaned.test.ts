import {describe, expect, it} from 'vitest'
import {known, type SecretFacts, unknown} from '../../../../src/lib/doctor/facts.ts'
import {iamKeyOrphaned} from '../../../../src/lib/doctor/rules/iam-key-orphaned.ts'
import {aVersion, CURRENT, DAY, NOW, PENDING, PREVIOUS, someFacts, type VersionOptions} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

const current = aVersion(CURRENT, {labels: ['AWSCURRENT'], accessKeyId: 'AKIACURRENT00001'})
const pendingAt = NOW - 20 * DAY
const unused = known({coverage: [{region: 'us-east-1', since: NOW - DAY}], readAt: NOW, uses: []})
const theirs = {accessKeyId: 'AKIACURRENT00001', userName: 'svc', active: true, createdAt: NOW - 60 * DAY}
const orphan = {
  accessKeyId: 'AKIAORPHANED0003',
  userName: 'svc',
  active: true,
  createdAt: pendingAt + 5000,
  uses: unused,
}
/** The first rotation: what AWSCURRENT holds is a key of another user yet. */
const keys = (more: object = {}) => known({userName: 'svc', readAt: NOW, keys: [{...orphan, ...more}]})
const facts = (more: Partial<SecretFacts> = {}, pending: VersionOptions = {}) =>
  someFacts({
    current,
    previous: undefined,
    pending: aVersion(PENDING, {labels: ['AWSPENDING'], createdAt: pendingAt, value: 'empty', ...pending}),
    target: 'iam-key',
    keys: keys(),
    ...more,
  })

describeRule(iamKeyOrphaned, {
  healthy: facts({keys: known({userName: 'svc', readAt: NOW, keys: [theirs]})}),
  broken: facts(),
  fixed: facts({keys: keys({active: false})}),
  unknown: facts({keys: unknown('denied', 'iam:ListAccessKeys')}),
  says: /…0003 of svc was made after 5f0d2a71-.*, which got no value, and no labelled version holds it\.$/,
  plan: 'disable key',
})

describe('a key that no labelled version holds', () => {
  it('is none of a rotation that was made before it', () => {
    expect(iamKeyOrphaned.check(facts({keys: keys({createdAt: pendingAt - DAY})}))).toEqual([])
  })

  it('is none where each rotation stored its value', () => {
    const stored = facts({}, {value: 'own', accessKeyId: 'AKIAPENDING00004'})
    expect(iamKeyOrphaned.check(stored)).toEqual([])
  })

  it.each(['yes', '?'] as const)('may be stored yet while a step is running: %s', value => {
    const running = {value, why: 'a step', proof: [], actions: []}
    expect(iamKeyOrphaned.check(facts({running}))).toEqual([])
  })

  it('is not known while a labelled value was not read', () => {
    const previous = aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], value: 'unread'})
    expect(iamKeyOrphaned.check(facts({previous}))).toEqual([])
  })

  it('is found after AWSPENDING was taken off its version, too', () => {
    const others = [aVersion(PENDING, {createdAt: pendingAt, value: 'empty'})]
    expect(iamKeyOrphaned.check({...facts({others}), pending: undefined})).toHaveLength(1)
  })

  it('stays for the watch time, and while somebody uses it', () => {
    expect(refusal(iamKeyOrphaned.check(facts({keys: keys({lastUsedAt: NOW - DAY})}))[0])).toContain('too lately')
    const uses = known({coverage: [], readAt: NOW, uses: [{action: 's3:ListBuckets', at: NOW - 5000}]})
    expect(refusal(iamKeyOrphaned.check(facts({keys: keys({uses})}))[0])).toContain('is in use')
  })

  it('is given up where the limit of keys is, once that is reached', () => {
    const both = known({userName: 'svc', readAt: NOW, keys: [theirs, orphan]})
    expect(refusal(iamKeyOrphaned.check(facts({keys: both}))[0])).toBe('iam-key-limit-reached repairs it')
  })

  it('is given up by its last four characters alone', () => {
    expect(iamKeyOrphaned.check(facts())[0]?.planned).toMatchObject({plan: {fixClass: 'ask', allowSuffix: '0003'}})
  })
})
