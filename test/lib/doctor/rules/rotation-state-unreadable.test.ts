import {expect, it} from 'vitest'
import {unknown} from '../../../../src/lib/doctor/facts.ts'
import {rotationStateUnreadable} from '../../../../src/lib/doctor/rules/rotation-state-unreadable.ts'
import {someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(rotationStateUnreadable, {
  healthy: someFacts(),
  broken: stuckFacts(
    {auth: 'yes'},
    {running: {value: '?', why: 'nothing tells', proof: [], actions: ['cloudtrail:LookupEvents']}},
  ),
  fixed: stuckFacts({auth: 'yes'}),
  unknown: someFacts({labels: unknown('denied')}),
  says: /AWSPENDING is on 5f0d2a71\S*, and nothing tells/,
  refused: /nothing tells/,
})

it('names the action that would tell, and the flag', () => {
  const [draft] = rotationStateUnreadable.check(
    stuckFacts({}, {running: {value: '?', why: 'nothing tells', proof: [], actions: ['cloudtrail:LookupEvents']}}),
  )
  expect(draft?.advice).toEqual([
    expect.stringContaining('cloudtrail:LookupEvents'),
    expect.stringContaining('--attest idle'),
  ])
})
