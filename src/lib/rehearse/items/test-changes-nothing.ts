import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {Observation, StepResult} from '../observation.ts'
import {plainRotation} from '../scenarios/rotation.ts'
import {testOnly} from '../scenarios/test-only.ts'
import {callName, changedTarget, isWrite, resultOf, unreached} from '../step-facts.ts'

export const testChangesNothing: Item = {
  id: 'test-changes-nothing',
  class: 'testSecret',
  severity: 'high',
  rule: 'It writes neither to the secret nor to the target',
  hint: 'Read-only call',
  kinds: 'any',
  cases: () => [
    judged(plainRotation, seen =>
      judgeTest(seen, resultOf(seen.facts, 'testSecret') ?? unreached(seen.facts, 'testSecret')),
    ),
    judged(testOnly, seen => judgeTest(seen, seen.facts)),
  ],
}

function judgeTest(observation: Observation, test: StepResult | CaseVerdict): CaseVerdict {
  if ('verdict' in test) return test
  const expected = 'testSecret writes neither to the secret nor to the target'
  const write = test.calls.find(isWrite)
  if (write !== undefined) return fail(expected, `it called ${callName(write)}`)
  return changedTarget(observation, test) ? fail(expected, 'the target was another one after it') : pass
}
