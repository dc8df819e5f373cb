import {describe, expect, it} from 'vitest'
import {type Fact, known, unknown} from '../../../../src/lib/doctor/facts.ts'
import type {KeyUses} from '../../../../src/lib/history/key-uses.ts'
import {iamKeyLimitReached} from '../../../../src/lib/doctor/rules/iam-key-limit-reached.ts'
import {aFunction, aVersion, CURRENT, DAY, NOW, PREVIOUS, someFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

const current = aVersion(CURRENT, {labels: ['AWSCURRENT'], accessKeyId: 'AKIACURRENT00001'})
const previous = aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], accessKeyId: 'AKIAPREVIOUS0002'})

const coverage = [
  {region: 'eu-central-1', since: NOW - DAY},
  {region: 'us-east-1', since: NOW - DAY},
]
const unused = known({coverage, readAt: NOW, uses: []})

function keys(...ids: readonly (readonly [string, {active?: boolean; lastUsedAt?: number; uses?: Fact<KeyUses>}?])[]) {
  return known({
    userName: 'svc',
    readAt: NOW,
    keys: ids.map(([accessKeyId, more]) => ({
      accessKeyId,
      userName: 'svc',
      active: true,
      createdAt: NOW - 60 * DAY,
      ...more,
    })),
  })
}

describeRule(iamKeyLimitReached, {
  healthy: someFacts({current, previous, keys: keys(['AKIACURRENT00001'], ['AKIAPREVIOUS0002'])}),
  broken: someFacts({current, previous, keys: keys(['AKIACURRENT00001'], ['AKIAORPHANED0003', {uses: unused}])}),
  fixed: someFacts({current, previous, keys: keys(['AKIACURRENT00001'])}),
  unknown: someFacts({current, previous, keys: unknown('denied', 'iam:ListAccessKeys')}),
  says: /svc has 2 keys, and …0003 is in no labelled version/,
  plan: 'disable key',
})

it('names the key by its last four characters, which --allow has to name', () => {
  const [draft] = iamKeyLimitReached.check(
    someFacts({current, previous, keys: keys(['AKIACURRENT00001'], ['AKIAORPHANED0003', {uses: unused}])}),
  )
  expect(draft?.planned).toMatchObject({plan: {fixClass: 'ask', allowSuffix: '0003', hits: 'holders of the old value'}})
})

it('leaves a key alone that was used within --unused-for', () => {
  const facts = someFacts({
    current,
    previous,
    keys: keys(['AKIACURRENT00001'], ['AKIAORPHANED0003', {lastUsedAt: NOW - 2 * DAY, uses: unused}]),
  })
  expect(refusal(iamKeyLimitReached.check(facts)[0])).toContain('too lately')
})

it('leaves a key alone that was used within the overlap of the secret, whatever --unused-for says', () => {
  const facts = (hours: string) =>
    someFacts({
      current,
      previous,
      description: {tags: {'secrot:overlap-hours': hours}},
      keys: keys(['AKIACURRENT00001'], ['AKIAORPHANED0003', {lastUsedAt: NOW - 20 * DAY, uses: unused}]),
    })
  expect(refusal(iamKeyLimitReached.check(facts('720'))[0])).toContain('too lately')
  expect(iamKeyLimitReached.check(facts('24'))[0]?.planned).toMatchObject({plan: {name: 'disable key'}})
})

it('calls no key unused while a labelled value was not read', () => {
  const unread = aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], value: 'unread'})
  expect(
    iamKeyLimitReached.check(
      someFacts({current, previous: unread, keys: keys(['AKIACURRENT00001'], ['AKIAORPHANED0003', {uses: unused}])}),
    ),
  ).toEqual([])
})

describe('before a key is given up', () => {
  const draftWith = (uses?: Fact<KeyUses>) =>
    iamKeyLimitReached.check(
      someFacts({
        current,
        previous,
        keys: keys(['AKIACURRENT00001'], ['AKIAORPHANED0003', uses === undefined ? {} : {uses}]),
      }),
    )[0]
  const texts = (uses: Fact<KeyUses>) =>
    draftWith(uses)?.evidence?.map(line => line.parts.map(part => part.text).join(' '))

  it('shows that nobody used it, and how far that was seen', () => {
    expect(texts(unused)).toEqual([
      'never, says IAM, which may lag by hours',
      'by nobody for 24h in the trail of eu-central-1, for 24h in the trail of us-east-1 management events, up to 15 minutes late',
    ])
  })

  it('shows who used it, and then leaves it alone', () => {
    const use = {action: 's3:ListBuckets', sourceIp: '203.0.113.7', userAgent: 'aws-cli/2.15 md/x'}
    const uses = known({
      coverage,
      readAt: NOW,
      uses: [
        {...use, at: NOW - 5000},
        {...use, at: NOW - 9000},
        {action: 'sts:GetCallerIdentity', at: NOW - 10_000},
      ],
    })
    expect(texts(uses)).toEqual([
      'never, says IAM, which may lag by hours',
      's3:ListBuckets from 203.0.113.7 by aws-cli/2.15 1 more',
      'sts:GetCallerIdentity',
      'seen for 24h in the trail of eu-central-1, for 24h in the trail of us-east-1 management events, up to 15 minutes late',
    ])
    expect(refusal(draftWith(uses))).toBe('…0003 is in use: s3:ListBuckets from 203.0.113.7 by aws-cli/2.15')
  })

  it('gives up nothing while nobody could see who used it', () => {
    expect(refusal(draftWith(unknown('denied', 'cloudtrail:LookupEvents')))).toContain('could not be read: denied')
    expect(refusal(draftWith())).toContain('nobody looked who used …0003')
  })
})

describe('the key of AWSPREVIOUS of the packaged rotator', () => {
  const HOUR = 3_600_000
  const packaged = known(aFunction({description: 'iam-access-key of secrot.'}))
  const both = (lastUsedAt?: number) =>
    keys(['AKIACURRENT00001'], ['AKIAPREVIOUS0002', lastUsedAt === undefined ? {} : {lastUsedAt}])
  const lately = aVersion(CURRENT, {labels: ['AWSCURRENT'], accessKeyId: 'AKIACURRENT00001', createdAt: NOW - 2 * HOUR})
  const findings = (given: Parameters<typeof someFacts>[0]) =>
    iamKeyLimitReached.check(someFacts({current: lately, previous, function: packaged, keys: both(), ...given}))
  const daily = {rotationRules: {automaticallyAfterDays: 1}, lastRotatedAt: NOW - 2 * HOUR}

  it('is a finding where it has to stay beyond the next window', () => {
    expect(findings({description: daily}).map(({message}) => message)).toEqual([
      'svc has 2 keys, and …0002 of AWSPREVIOUS has to stay until 2026-11-23T05:14Z, when its overlap is over and IAM knows its last use: the rotation of the window at 2026-11-23T00:00Z finds no place for a key.',
    ])
  })

  it('is a finding where it was used after its overlap', () => {
    const old = {
      current,
      description: {...daily, rotationRules: {automaticallyAfterDays: 30}, lastRotatedAt: NOW - 30 * DAY},
    }
    expect(findings({...old, keys: both(NOW - DAY)})[0]?.message).toContain('was used after its overlap')
    expect(findings({...old, keys: both(NOW - 29.5 * DAY)})).toEqual([])
  })

  it('is a finding where labels were moved back to an older version, whatever the times say', () => {
    const named = {labels: ['AWSPREVIOUS'], accessKeyId: 'AKIAPREVIOUS0002'}
    const newer = aVersion(PREVIOUS, {...named, createdAt: NOW - HOUR})
    const found = findings({previous: newer, description: {...daily, rotationRules: {automaticallyAfterDays: 30}}})
    expect(found[0]?.message).toContain('may have to stay, since labels were moved back')
  })

  it('may have been used late and be free again, where the value in use was written by hand', () => {
    const byHand = {
      current,
      description: {...daily, rotationRules: {automaticallyAfterDays: 30}, lastRotatedAt: NOW - 90 * DAY},
    }
    expect(findings({...byHand, keys: both(NOW - 20 * DAY)})).toEqual([])
  })

  it.each([
    ['it may go by then', {description: {...daily, rotationRules: {automaticallyAfterDays: 2}}}],
    ['its overlap is shorter', {description: {...daily, tags: {'secrot:overlap-hours': '4'}}}],
    ['another function rotates the secret', {description: daily, function: known(aFunction())}],
    ['rotation is off', {description: {...daily, rotationEnabled: false}}],
  ])('is none where %s', (_, given) => {
    expect(findings(given)).toEqual([])
  })
})
