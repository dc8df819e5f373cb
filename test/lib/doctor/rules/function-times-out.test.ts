import {expect, it} from 'vitest'
import {known, unknown} from '../../../../src/lib/doctor/facts.ts'
import {anInvocation, withLog} from '../support/history.ts'
import {functionTimesOut} from '../../../../src/lib/doctor/rules/function-times-out.ts'
import {aFunction, aVersion, CURRENT, MINUTE, NOW, PENDING, stuckFacts} from '../support/facts.ts'
import {describeRule} from '../support/rule-cases.ts'

describeRule(functionTimesOut, {
  healthy: stuckFacts({}, {log: withLog([anInvocation({step: 'testSecret'})])}),
  broken: stuckFacts(
    {},
    {
      log: withLog([
        anInvocation({step: 'setSecret', durationMs: 1400, at: NOW - 32 * MINUTE}),
        anInvocation({
          step: 'testSecret',
          durationMs: 30000,
          at: NOW - 31 * MINUTE,
          failure: {kind: 'timeout', text: 'Task timed out after 30.00 seconds'},
        }),
      ]),
    },
  ),
  fixed: stuckFacts(
    {},
    {
      log: withLog([
        anInvocation({step: 'setSecret', durationMs: 1400, at: NOW - 32 * MINUTE}),
        anInvocation({
          step: 'testSecret',
          durationMs: 30000,
          at: NOW - 31 * MINUTE,
          failure: {kind: 'timeout', text: 'Task timed out after 30.00 seconds'},
        }),
      ]),
      function: known(aFunction({timeoutMs: 60_000, lastModifiedAt: NOW - MINUTE})),
    },
  ),
  unknown: stuckFacts({}, {log: unknown('denied', 'logs:FilterLogEvents')}),
  says: /testSecret used 30.00 of 30 s once\./,
})

const timedOut = {
  log: withLog([
    anInvocation({step: 'setSecret', durationMs: 1400, at: NOW - 32 * MINUTE}),
    anInvocation({
      step: 'testSecret',
      durationMs: 30000,
      at: NOW - 31 * MINUTE,
      failure: {kind: 'timeout', text: 'Task timed out after 30.00 seconds'},
    }),
  ]),
}

it('shows the time of its proof and blocks nothing: it is a past invocation', () => {
  const [draft] = functionTimesOut.check(stuckFacts({}, timedOut))
  expect(draft).toMatchObject({seenAt: NOW - 31 * MINUTE, isCause: true})
  expect(draft?.blocks).toBeUndefined()
})

it('blocks when a step that this run sent timed out', () => {
  const failure = {kind: 'timeout', text: 'Task timed out after 30.00 seconds', at: NOW} as const
  const freshSteps = [{step: 'testSecret', versionId: PENDING, at: NOW, ok: false, failure, trusted: true}] as const
  expect(functionTimesOut.check(stuckFacts({}, {freshSteps}))[0]).toMatchObject({blocks: true})
})

it('is over when a step that this run sent passed', () => {
  const freshSteps = [{step: 'testSecret', versionId: PENDING, at: NOW, ok: true, trusted: true}] as const
  expect(functionTimesOut.check(stuckFacts({}, {...timedOut, freshSteps}))).toEqual([])
})

it('names setSecret where it changed the target: then it is the limit, not the network', () => {
  const facts = stuckFacts(
    {auth: 'yes'},
    {...timedOut, current: aVersion(CURRENT, {labels: ['AWSCURRENT'], auth: 'no'})},
  )
  expect(functionTimesOut.check(facts)[0]?.message).toBe(
    'testSecret used 30.00 of 30 s once, setSecret reached the same host in 1.4 s.',
  )
})

it('decides nothing by lines of a shared function that name no secret', () => {
  const log = withLog([anInvocation({belongsToSecret: false, failure: {kind: 'timeout', text: 'Task timed out'}})])
  expect(functionTimesOut.check(stuckFacts({}, {log}))).toEqual([])
})
