import {expect, it} from 'vitest'
import {unknown} from '../../../../src/lib/doctor/facts.ts'
import {anEvent, withEvents} from '../support/history.ts'
import {rotate} from '../../../../src/lib/doctor/plans.ts'
import {rotationOff} from '../../../../src/lib/doctor/rules/rotation-off.ts'
import {someFacts, stuckFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

describeRule(rotationOff, {
  healthy: someFacts(),
  broken: someFacts({description: {rotationEnabled: false}}),
  fixed: someFacts({description: {rotationEnabled: true}}),
  unknown: someFacts({labels: unknown('denied')}),
  says: /Rotation was cancelled; its rules are kept/,
  plan: 'switch on',
})

it('asks in words that name who cancelled and when, and sends the recorded rules without rotating at once', () => {
  const at = Date.parse('2026-11-20T08:15:30Z')
  const events = withEvents([anEvent('CancelRotateSecret', {at, caller: {arn: 'arn:aws:iam::111122223333:user/eve'}})])
  const [draft] = rotationOff.check(someFacts({events, description: {rotationEnabled: false}}))
  expect(draft?.evidence).toMatchObject([{verb: 'event', parts: [{text: 'CancelRotateSecret', at}]}])
  expect(draft?.planned).toMatchObject({
    plan: {
      fixClass: 'ask',
      question: expect.stringContaining('by arn:aws:iam::111122223333:user/eve at 2026-11-20T08:15:30Z?') as string,
      calls: [{kind: 'switch-on', rules: {automaticallyAfterDays: 30}}],
      undo: [{kind: 'cancel-rotation'}],
    },
  })
})

it('waits for the labels: AWS refuses schedule changes while AWSPENDING is left over', () => {
  const [draft] = rotationOff.check(stuckFacts({auth: 'no'}, {description: {rotationEnabled: false}}))
  expect(refusal(draft)).toContain('repair the labels first')
})

it('counts a secret that never rotated only with --expect-rotation, as a condition', () => {
  const {rotationEnabled: _, ...description} = {rotationEnabled: undefined}
  const never = someFacts({description: {...description, rotationEnabled: undefined as never}})
  expect(rotationOff.check(never)).toEqual([])
  const [draft] = rotationOff.check({...never, options: {...never.options, expectRotation: true}})
  expect(draft).toMatchObject({group: 'condition', message: 'Rotation was never configured.'})
})

it('names who cancelled and when also where a rotation is offered that would switch it on', () => {
  const at = Date.parse('2026-11-20T08:15:30Z')
  const events = withEvents([anEvent('CancelRotateSecret', {at, caller: {arn: 'arn:aws:iam::111122223333:user/eve'}})])
  const question = (facts: Parameters<typeof rotate>[0]): string => {
    const planned = rotate(facts)
    return planned.kind === 'refused' ? planned.because : planned.plan.question
  }
  expect(question(someFacts({events, description: {rotationEnabled: false}}))).toContain(
    '(this turns rotation on, which was cancelled by arn:aws:iam::111122223333:user/eve at 2026-11-20T08:15:30Z)?',
  )
  expect(question(someFacts({events, description: {rotationEnabled: true}}))).not.toContain('turns rotation on')
})
