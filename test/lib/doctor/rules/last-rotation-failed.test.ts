import {expect, it} from 'vitest'
import {unknown} from '../../../../src/lib/doctor/facts.ts'
import {anEvent, withEvents} from '../support/history.ts'
import {lastRotationFailed} from '../../../../src/lib/doctor/rules/last-rotation-failed.ts'
import {CURRENT, MINUTE, NOW, someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(lastRotationFailed, {
  healthy: someFacts({events: withEvents([anEvent('RotationSucceeded')])}),
  broken: someFacts({
    events: withEvents([
      anEvent('RotationFailed', {step: 'createSecret', errorMessage: 'Error when executing lambda'}),
    ]),
  }),
  fixed: someFacts({events: withEvents([anEvent('RotationSucceeded', {at: NOW - MINUTE}), anEvent('RotationFailed')])}),
  unknown: someFacts({events: unknown('denied', 'cloudtrail:LookupEvents')}),
  says: /The newest rotation failed/,
})

it('is silent about a version that was finished after all', () => {
  expect(
    lastRotationFailed.check(someFacts({events: withEvents([anEvent('RotationFailed', {versionId: CURRENT})])})),
  ).toEqual([])
})

it('leaves it to the finding about AWSPENDING while something is pending', () => {
  expect(lastRotationFailed.check(stuckFacts({}, {events: withEvents([anEvent('RotationFailed')])}))).toEqual([])
})
