import {expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {iamCurrentKeyInactive} from '../../../../src/lib/doctor/rules/iam-current-key-inactive.ts'
import {aVersion, CURRENT, DAY, NOW, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

const current = aVersion(CURRENT, {labels: ['AWSCURRENT'], accessKeyId: 'AKIACURRENT00001'})

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

describeRule(iamCurrentKeyInactive, {
  healthy: someFacts({current, keys: keys(['AKIACURRENT00001'])}),
  broken: someFacts({current, keys: keys(['AKIACURRENT00001', {active: false}])}),
  fixed: someFacts({current, keys: keys(['AKIACURRENT00001', {active: true}])}),
  unknown: someFacts({current, keys: unknown('denied', 'iam:ListAccessKeys')}),
  says: /…0001, the key in 8c1e77b0\S*, is inactive/,
  plan: 'revive key',
})

it('leaves the repair to the pending key where that one works', () => {
  const dead = aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no', accessKeyId: 'AKIACURRENT00001'})
  const facts = stuckFacts({auth: 'yes'}, {current: dead, keys: keys(['AKIACURRENT00001', {active: false}])})
  expect(refusal(iamCurrentKeyInactive.check(facts)[0])).toContain('pending-live-current-dead repairs it')
})
