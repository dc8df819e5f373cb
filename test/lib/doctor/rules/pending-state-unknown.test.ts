import {expect, it} from 'vitest'
import {type SecretFacts, unknown} from '../../../../src/lib/doctor/facts.ts'
import {pendingStateUnknown} from '../../../../src/lib/doctor/rules/pending-state-unknown.ts'
import {aVersion, CODE, CURRENT, PENDING, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

describeRule(pendingStateUnknown, {
  healthy: someFacts(),
  broken: stuckFacts({auth: '?'}, {trustedCode: [CODE]}),
  fixed: someFacts({current: aVersion(PENDING, {labels: ['AWSCURRENT'], auth: 'yes'})}),
  unknown: someFacts({labels: unknown('denied', 'secretsmanager:DescribeSecret')}),
  says: /Nobody asked the target about 5f0d2a71\S*/,
  plan: 'resume',
})

it('refuses without knowing who wrote the version, and takes what --choose says', () => {
  const facts = stuckFacts({auth: '?', maker: 'other'})
  expect(refusal(pendingStateUnknown.check(facts)[0])).toBeDefined()
  const chosen = stuckFacts({auth: '?', maker: 'other'}, {options: {choice: 'finish'}})
  expect(pendingStateUnknown.check(chosen)[0]?.planned).toMatchObject({plan: {name: 'finish', fixClass: 'ask'}})
})

it('takes no choice that could promote an unproven value while AWSCURRENT is rejected', () => {
  const facts = stuckFacts(
    {auth: '?', maker: 'other'},
    {current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'}), options: {choice: 'finish'}},
  )
  expect(refusal(pendingStateUnknown.check(facts)[0])).toContain('--choose finish would break')
})

it('says how the target could be asked: by naming it, or by letting the value be read', () => {
  const advice = (more: Partial<SecretFacts>) => pendingStateUnknown.check(stuckFacts({auth: '?'}, more))[0]?.advice
  expect(advice({target: 'unnamed'})).toEqual([expect.stringMatching(/^ask the target with --probe/)])
  const pending = {
    ...aVersion(PENDING, {labels: ['AWSPENDING'], maker: 'fn'}),
    auth: unknown('its value was not read', 'secretsmanager:GetSecretValue'),
  }
  expect(advice({target: 'iam-key', pending})).toEqual([expect.stringMatching(/^let its value be read: --read-values/)])
})
