import {expect, it} from 'vitest'
import {anEvent, withEvents} from '../support/history.ts'
import {newerVersionWithoutLabel} from '../../../../src/lib/doctor/rules/newer-version-without-label.ts'
import {aVersion, CURRENT, holdLabel, MINUTE, NOW, PENDING, someFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

describeRule(newerVersionWithoutLabel, {
  healthy: someFacts(),
  broken: someFacts({others: [newer()]}),
  fixed: someFacts({others: [newer()], current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'yes'})}),
  unknown: someFacts({others: [newer({maker: '?'})]}),
  says: /5f0d2a71\S* is newer than AWSCURRENT, the function wrote it, and it has no label/,
  plan: 'pin',
})

function newer(change: Parameters<typeof aVersion>[1] = {}) {
  return aVersion(PENDING, {createdAt: NOW - 41 * MINUTE, maker: 'fn', ...change})
}

it('shows who took the label off and when', () => {
  const events = withEvents([
    anEvent('UpdateSecretVersionStage', {
      label: 'AWSPENDING',
      removedFrom: PENDING,
      caller: {arn: 'arn:aws:iam::111122223333:user/eve'},
    }),
  ])
  const [draft] = newerVersionWithoutLabel.check(someFacts({others: [newer()], events}))
  expect(draft?.evidence?.[0]).toMatchObject({
    verb: 'event',
    versionId: PENDING,
    parts: [{text: 'UpdateSecretVersionStage'}, {text: 'by arn:aws:iam::111122223333:user/eve'}],
  })
})

it('is critical and finishes when the target takes it and rejects AWSCURRENT', () => {
  const [draft] = newerVersionWithoutLabel.check(
    someFacts({others: [newer({auth: 'yes'})], current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'})}),
  )
  expect(draft).toMatchObject({
    severity: 'critical',
    consumersDown: true,
    planned: {plan: {name: 'finish', fixClass: 'ask'}},
  })
})

it('stays a finding after the pin, until AWSCURRENT was asked', () => {
  const [draft] = newerVersionWithoutLabel.check(someFacts({others: [newer({labels: [holdLabel(PENDING)]})]}))
  expect(draft).toMatchObject({severity: 'high'})
  expect(refusal(draft)).toContain('kept by its hold label')
})

it('does not count the copy of a schedule test, nor a version that was never written', () => {
  for (const change of [{value: 'copy', maker: 'nobody'}, {value: 'empty', maker: 'nobody'}, {maker: 'other'}] as const)
    expect(newerVersionWithoutLabel.check(someFacts({others: [newer(change)]}))).toEqual([])
})
