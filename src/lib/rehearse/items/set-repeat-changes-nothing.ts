import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import {retryOf, type RetryFacts} from '../scenarios/retry.ts'
import {setTwice} from '../scenarios/set-secret.ts'
import type {StepOnTarget} from '../scenarios/target-change.ts'
import {notReached} from '../skips.ts'
import {callName, isWrite} from '../step-facts.ts'

export const setRepeatChangesNothing: Item = {
  id: 'set-repeat-changes-nothing',
  class: 'setSecret',
  severity: 'critical',
  rule: 'A repeated call leaves target and secret as the first one did',
  hint: 'Look at the target first',
  kinds: 'any',
  cases: plan => [
    judged(setTwice, ({facts: {first, second}}) => {
      if (second === undefined) return {verdict: 'skipped', reason: `${first.step} failed`}
      return judgeRepeat(second)
    }),
    ...(['testSecret', 'finishSecret'] as const).map(step =>
      judged(retryOf(step, plan), ({facts}) => judgeRetry(facts)),
    ),
  ],
}

function judgeRepeat({result, changed}: StepOnTarget): CaseVerdict {
  const expected = 'a repeated setSecret changes neither the target nor the secret'
  if (changed) return fail(expected, 'the target was another one after it')
  const write = result.calls.find(call => call.service === 'secretsmanager' && isWrite(call))
  return write === undefined ? pass : fail(expected, `it called ${callName(write)}`)
}

function judgeRetry({first, steps}: RetryFacts): CaseVerdict {
  const set = steps.findIndex(({result: {step, ok}}) => step === 'setSecret' && ok)
  if (set === -1) return notReached(first)
  const repeated = steps.findIndex(({result: {step}}, at) => at > set && step === 'setSecret')
  if (repeated === -1) return notReached(first)
  const {result, state} = steps[repeated]!
  return judgeRepeat({result, changed: state.target !== steps[repeated - 1]!.state.target})
}
