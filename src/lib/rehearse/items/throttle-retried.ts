import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {StepResult} from '../observation.ts'
import {cellsWhere, disturbedStep, struckIn} from '../scenarios/denied.ts'

/** Waits that differ by no more are the same: back-off with jitter hardly draws the same number twice. */
const SAME_MS = 1

export const throttleRetried: Item = {
  id: 'throttle-retried',
  class: 'errors',
  severity: 'high',
  rule: 'One to three throttles on any call do not fail the step; waits grow',
  hint: 'SDK standard retry, 5 attempts',
  kinds: 'any',
  cases: plan =>
    cellsWhere(plan, ({mode}) => mode.startsWith('throttle-')).map(scenario =>
      judged(scenario, observation => {
        const result = disturbedStep(observation)
        const struck = result === undefined ? [] : struckIn(result)
        const [call] = struck
        if (result === undefined || call === undefined) return pass
        const many = struck.length === 1 ? 'once' : `${struck.length} times`
        if (!result.ok)
          return fail(
            'one to three throttles do not fail a step',
            `${call.operation} was throttled ${many} and ${result.step} failed`,
          )
        return judgeWaits(result)
      }),
    ),
}

/** The waits between four attempts of one call are neither nothing nor always the same. */
function judgeWaits(result: StepResult): CaseVerdict {
  const [first, second, third] = struckIn(result)
  if (first === undefined || second === undefined || third === undefined) return pass
  const next = result.calls.find(({index, operation}) => index > third.index && operation === third.operation)
  if (next === undefined || first.operation !== third.operation) return pass
  const waits = [second.at - first.at, third.at - second.at, next.at - third.at]
  const [shortest, longest] = [Math.min(...waits), Math.max(...waits)]
  if (longest - shortest > SAME_MS) return pass
  const observed = longest <= SAME_MS ? 'it tried again at once' : `it waited ${longest} ms each time`
  return fail(`waits grow while ${first.operation} is throttled`, observed)
}
