import {describe, expect, it} from 'vitest'
import {known, unknown} from '../../../src/lib/doctor/facts.ts'
import {pendingNotApplied} from '../../../src/lib/doctor/rules/pending-not-applied.ts'
import {trustOf} from '../../../src/lib/doctor/trust.ts'
import type {Rehearsal, RehearsalRecord} from '../../../src/lib/rehearse/record.ts'
import {aRecord, probeItems} from '../../support/a-record.ts'
import {aFunction, CODE, someFacts, stuckFacts} from './support/facts.ts'
import {planName, refusal} from './support/rule-cases.ts'

const record = (change: Partial<RehearsalRecord> = {}): Rehearsal => ({kind: 'record', record: aRecord(change)})
const withRecord = (rehearsal: Rehearsal) => ({function: known(aFunction({}, rehearsal))})

describe('trust in a rotation function', () => {
  it('comes from a record that is conformant or usable', () => {
    for (const verdict of ['conformant', 'usable'] as const) {
      expect(trustOf(someFacts(withRecord(record({verdict, items: probeItems}))))).toMatchObject({
        resume: true,
        testSecretIsProbe: true,
        testSecretIsSafe: true,
      })
    }
  })

  it('does not come from one that is unsafe or incomplete', () => {
    for (const verdict of ['unsafe', 'incomplete'] as const) {
      expect(trustOf(someFacts(withRecord(record({verdict, items: probeItems}))))).toMatchObject({
        resume: false,
        testSecretIsProbe: false,
        testSecretIsSafe: false,
      })
    }
  })

  it('comes from --trust-handler as before, which says nothing of what testSecret changes', () => {
    expect(trustOf(someFacts({trustedCode: [CODE]}))).toMatchObject({
      resume: true,
      testSecretIsProbe: true,
      testSecretIsSafe: false,
    })
  })

  it('is none in a function that could not be read', () => {
    expect(trustOf(someFacts({function: unknown('denied'), trustedCode: [CODE]})).resume).toBe(false)
  })
})

describe('resume', () => {
  it('is offered where the record allows it, and stays a question', () => {
    const [draft] = pendingNotApplied.check(stuckFacts({auth: 'no'}, withRecord(record())))
    expect(planName(draft)).toBe('resume')
    expect(draft?.planned?.kind === 'plan' && draft.planned.plan.fixClass).toBe('ask')
  })

  it.each(['unsafe', 'incomplete'] as const)(
    'is refused with an %s record, which it names, and with the digest',
    verdict => {
      const [draft] = pendingNotApplied.check(stuckFacts({auth: 'no'}, withRecord(record({verdict}))))
      expect(refusal(draft)).toContain(verdict)
      expect(refusal(draft)).toContain(`--trust-handler ${CODE}`)
    },
  )
})
