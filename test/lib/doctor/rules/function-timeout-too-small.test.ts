import {expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {functionTimeoutTooSmall} from '../../../../src/lib/doctor/rules/function-timeout-too-small.ts'
import type {Invocation} from '../../../../src/lib/history/invocations.ts'
import {aRecord} from '../../../support/a-record.ts'
import {aFunction, DAY, FUNCTION_ARN, NOW, someFacts} from '../support/facts.ts'
import {describeRule, refusal} from '../support/rule-cases.ts'

function rehearsed(worstMs: number, timeoutMs = 30_000) {
  const record = aRecord({slowest: {step: 'testSecret', worstMs, timeoutMs: 60_000}})
  return someFacts({function: known(aFunction({timeoutMs}, {kind: 'record', record}))})
}

function logged(...durations: readonly number[]) {
  const invocations = durations.map((durationMs, index): Invocation => {
    const startedAt = NOW - DAY + index * 60_000
    const times = {startedAt, endedAt: startedAt + durationMs, durationMs}
    return {requestId: `${index}`, stream: 's', ...times, belongsToSecret: true, shown: [], hiddenCharacters: 0}
  })
  return someFacts({log: known({invocations, platformLines: true, since: NOW - 60 * DAY, readAt: NOW})})
}

describeRule(functionTimeoutTooSmall, {
  healthy: rehearsed(29_000),
  broken: rehearsed(41_200),
  fixed: rehearsed(41_200, 52_000),
  unknown: someFacts({function: unknown('denied', 'lambda:GetFunctionConfiguration')}),
  says: /may run 30s, and testSecret took 41.2s in its rehearsal/,
  plan: 'raise timeout',
})

it('raises it to the limit of which the slowest case takes four fifths, and can go back', () => {
  const call = {kind: 'time-limit', functionArn: FUNCTION_ARN} as const
  expect(functionTimeoutTooSmall.check(rehearsed(41_200))[0]?.planned).toMatchObject({
    plan: {
      fixClass: 'ask',
      hits: 'nobody',
      calls: [{...call, seconds: 52}],
      undo: [{...call, seconds: 30}],
      question: 'Raise the time limit of orders-db-rotation from 30s to 52s?',
    },
  })
})

it('ties the change to the revision that was read', () => {
  const record = aRecord({slowest: {step: 'testSecret', worstMs: 41_200, timeoutMs: 60_000}})
  const facts = someFacts({function: known(aFunction({revisionId: 'r-7'}, {kind: 'record', record}))})
  expect(functionTimeoutTooSmall.check(facts)[0]?.planned).toMatchObject({plan: {calls: [{revisionId: 'r-7'}]}})
})

it('changes no published version, which keeps the limit it has', () => {
  const record = aRecord({slowest: {step: 'testSecret', worstMs: 41_200, timeoutMs: 60_000}})
  const facts = someFacts({function: known(aFunction({arn: `${FUNCTION_ARN}:live`}, {kind: 'record', record}))})
  const [draft] = functionTimeoutTooSmall.check(facts)
  expect(refusal(draft)).toContain('live is a published version')
  expect(draft?.advice).toEqual([
    {service: 'lambda', operation: 'UpdateFunctionConfiguration', input: {FunctionName: FUNCTION_ARN, Timeout: 52}},
    'Then publish a version, and point live to it.',
  ])
})

it('finds what the log shows, too: over 80 % of the limit', () => {
  expect(functionTimeoutTooSmall.check(logged(400, 24_000))).toEqual([])
  expect(functionTimeoutTooSmall.check(logged(400, 24_100))[0]?.message).toContain('24.1s of that were used')
})

it('leaves one slow invocation in a hundred out of account', () => {
  const quick = Array.from({length: 99}, () => 300)
  expect(functionTimeoutTooSmall.check(logged(...quick, 29_000))).toEqual([])
  expect(functionTimeoutTooSmall.check(logged(...quick.slice(1), 29_000))).not.toEqual([])
})

it('asks for no more than AWS allows', () => {
  expect(functionTimeoutTooSmall.check(rehearsed(1_000_000, 900_000))).toEqual([])
})
