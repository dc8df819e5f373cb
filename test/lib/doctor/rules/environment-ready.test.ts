import {expect, it} from 'vitest'
import {environmentReady} from '../../../../src/lib/doctor/rules/environment-ready.ts'
import {diagnose} from '../../../../src/lib/doctor/diagnose.ts'
import {known} from '../../../../src/lib/doctor/facts.ts'
import {aRecord} from '../../../support/a-record.ts'
import {aFunction, someFacts} from '../support/facts.ts'

it('environment-ready names account, region and caller, as a state and never as a finding', () => {
  const facts = someFacts({function: known(aFunction({}, {kind: 'record', record: aRecord()}))})
  expect(environmentReady.check(facts)[0]?.message).toBe(
    'Account 111122223333, region eu-central-1, as arn:aws:sts::111122223333:assumed-role/oncall/me.',
  )
  const diagnosis = diagnose(facts)
  expect(diagnosis.findings).toEqual([])
  expect(diagnosis.states.map(state => state.id)).toEqual(['environment-ready'])
})

it('environment-ready tells how far the clocks are apart', () => {
  const facts = someFacts()
  const skewed = {...facts, environment: {...facts.environment, clockSkewMs: 360_000}}
  expect(environmentReady.check(skewed)[0]?.message).toContain('clock 360000 ms off')
})
