import {fail, judged, pass, type Item} from '../item.ts'
import type {Observation, StepResult} from '../observation.ts'
import {setTwice} from '../scenarios/set-secret.ts'
import type {StepOnTarget} from '../scenarios/target-change.ts'
import {callName, isWrite} from '../step-facts.ts'

export const setRepeatChangesNothing: Item = {
  id: 'set-repeat-changes-nothing',
  class: 'setSecret',
  severity: 'critical',
  rule: 'A repeated call leaves target and secret as the first one did',
  hint: 'Look at the target first',
  kinds: 'any',
  cases: () => [judged(setTwice, judgeRepeat)],
}

function judgeRepeat({facts: {first, second}}: Observation<{first: StepResult; second?: StepOnTarget}>) {
  if (second === undefined) return {verdict: 'skipped', reason: `${first.step} failed`} as const
  const expected = 'the second setSecret changes neither the target nor the secret'
  if (second.changed) return fail(expected, 'the target was another one after it')
  const write = second.result.calls.find(call => call.service === 'secretsmanager' && isWrite(call))
  return write === undefined ? pass : fail(expected, `it called ${callName(write)}`)
}
