import {expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {handlerNotRehearsed} from '../../../../src/lib/doctor/rules/handler-not-rehearsed.ts'
import type {Rehearsal} from '../../../../src/lib/rehearse/record.ts'
import {aRecord} from '../../../support/a-record.ts'
import {aFunction, FUNCTION_ARN, someFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

const facts = (rehearsal: Rehearsal) => someFacts({function: known(aFunction({}, rehearsal))})

describeRule(handlerNotRehearsed, {
  healthy: facts({kind: 'record', record: aRecord({verdict: 'conformant', items: {}})}),
  broken: facts({kind: 'never'}),
  fixed: facts({kind: 'record', record: aRecord()}),
  unknown: someFacts({function: unknown('denied', 'lambda:GetFunctionConfiguration')}),
  says: /was never rehearsed/,
})

it('names the command that rehearses it', () => {
  expect(handlerNotRehearsed.check(facts({kind: 'never'}))[0]?.advice).toEqual([
    {secrot: ['rehearse', '--function', FUNCTION_ARN]},
  ])
})

it('says nothing where a record may be there and cannot be read', () => {
  expect(handlerNotRehearsed.check(facts({kind: 'unread', reason: 'a symlink'}))).toEqual([])
})

it.each(['unsafe', 'incomplete'] as const)('takes an %s record for none, and names it', verdict => {
  const [draft] = handlerNotRehearsed.check(facts({kind: 'record', record: aRecord({verdict})}))
  expect(draft?.message).toContain(verdict)
})
