import {fail, judged, pass, type CaseVerdict, type Item} from '../item.ts'
import type {StepResult} from '../observation.ts'
import {denied, disturbedStep} from '../scenarios/denied.ts'
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
      judged(scenario, ({facts}) => judgeEnd(facts.steps.at(-1), 'throttled for ever')),
    ),
    ...denied(plan).map(scenario => judged(scenario, observation => judgeEnd(disturbedStep(observation), 'denied'))),
  ],
}

function judgeEnd(result: StepResult | undefined, how: string): CaseVerdict {
  if (result?.end !== 'timed-out') return pass
  const operation = result.calls.findLast(({fault}) => fault !== undefined)?.operation ?? 'a call'
  return fail('a step gives up before its time limit', `${result.step} ran into it while ${operation} was ${how}`)
}
