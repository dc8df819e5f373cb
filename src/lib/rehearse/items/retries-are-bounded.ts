import {lackOf} from '../effect.ts'
import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {StepResult} from '../observation.ts'
import {denied, disturbedStep, struckIn} from '../scenarios/denied.ts'
import {throttledForEver} from '../scenarios/throttle.ts'

export const retriesAreBounded: Item = {
  id: 'retries-are-bounded',
  class: 'errors',
  severity: 'high',
  rule: 'Endless throttling or rejection ends in a failure before the time limit',
  hint: 'Bound attempts and time',
  kinds: 'any',
  cases: plan => [
    ...throttledForEver(plan).map(scenario =>
      judged(scenario, observation => {
        const throttled = observation.facts.steps.find(result => struckIn(result).length > 0)
        const lack = throttled?.ok === true ? lackOf(throttled, observation, plan) : undefined
        if (throttled === undefined || lack === undefined) return judgeEnd(throttled, 'throttled for ever')
        return fail('endless throttling ends in a failure', `${throttled.step} succeeded, but ${lack}`)
      }),
    ),
    ...denied(plan).map(scenario => judged(scenario, observation => judgeEnd(disturbedStep(observation), 'denied'))),
  ],
}

function judgeEnd(result: StepResult | undefined, how: string): CaseVerdict {
  if (result?.end !== 'timed-out') return pass
  const operation = result.calls.findLast(({fault}) => fault !== undefined)?.operation ?? 'a call'
  return fail('a step gives up before its time limit', `${result.step} ran into it while ${operation} was ${how}`)
}
