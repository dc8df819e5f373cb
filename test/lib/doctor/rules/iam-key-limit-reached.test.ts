import {expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {iamKeyLimitReached} from '../../../../src/lib/doctor/rules/iam-key-limit-reached.ts'
import {aVersion, CURRENT, DAY, NOW, PREVIOUS, someFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

const current = aVersion(CURRENT, {labels: ['AWSCURRENT'], accessKeyId: 'AKIACURRENT00001'})
const previous = aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], accessKeyId: 'AKIAPREVIOUS0002'})

function keys(...ids: readonly (readonly [string, {active?: boolean; lastUsedAt?: number}?])[]) {
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
  broken: someFacts({current, previous, keys: keys(['AKIACURRENT00001'], ['AKIAORPHANED0003'])}),
  fixed: someFacts({current, previous, keys: keys(['AKIACURRENT00001'])}),
  unknown: someFacts({current, previous, keys: unknown('denied', 'iam:ListAccessKeys')}),
  says: /svc has 2 keys, and …0003 is in no labelled version/,
  plan: 'disable key',
})

it('names the key by its last four characters, which --allow has to name', () => {
  const [draft] = iamKeyLimitReached.check(
    someFacts({current, previous, keys: keys(['AKIACURRENT00001'], ['AKIAORPHANED0003'])}),
  )
  expect(draft?.planned).toMatchObject({plan: {fixClass: 'ask', allowSuffix: '0003', hits: 'holders of the old value'}})
})

it('leaves a key alone that was used within --unused-for', () => {
  const facts = someFacts({
    current,
    previous,
    keys: keys(['AKIACURRENT00001'], ['AKIAORPHANED0003', {lastUsedAt: NOW - 2 * DAY}]),
  })
  expect(refusal(iamKeyLimitReached.check(facts)[0])).toContain('too lately')
})

it('calls no key unused while a labelled value was not read', () => {
  const unread = aVersion(PREVIOUS, {labels: ['AWSPREVIOUS'], value: 'unread'})
  expect(
    iamKeyLimitReached.check(
      someFacts({current, previous: unread, keys: keys(['AKIACURRENT00001'], ['AKIAORPHANED0003'])}),
    ),
  ).toEqual([])
})
