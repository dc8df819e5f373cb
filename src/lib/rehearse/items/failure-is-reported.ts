import {lackOf} from '../effect.ts'
import {fail, judged, pass, type Item} from '../item.ts'
import {denied, disturbedStep, struckIn} from '../scenarios/denied.ts'

export const failureIsReported: Item = {
  id: 'failure-is-reported',
  class: 'errors',
  severity: 'critical',
  rule: 'A call that failed for good makes the step fail, unless its result (section 1) holds anyway',
  hint: 'Let errors out; no catch-all that logs and returns',
  kinds: 'any',
  cases: plan =>
    denied(plan).map(scenario =>
      judged(scenario, observation => {
        const result = disturbedStep(observation)
        const call = result === undefined ? undefined : struckIn(result)[0]
        if (result === undefined || call === undefined || !result.ok) return pass
        const lack = lackOf(result, observation, plan)
        if (lack === undefined) return pass
        return fail(
          `${result.step} fails when ${call.operation} does, or has its result anyway`,
          `it succeeded, but ${lack}`,
        )
      }),
    ),
}
