import type {Plan, Scenario} from '../item.ts'
import type {RotationResult} from '../observation.ts'
import {callsOf} from '../plain-run.ts'
import {STEPS} from '../steps.ts'

/** R, in which one operation of one step is throttled for ever: each operation of each step in turn. */
export function throttledForEver(plan: Plan): readonly Scenario<RotationResult>[] {
  return STEPS.flatMap(step => {
    const operations = new Map(callsOf(plan.plain, step).map(call => [`${call.service}:${call.operation}`, call]))
    return [...operations].map(([name, {service, operation}]) => ({
      name: `throttle/${step}/${name}`,
      group: `throttle/${step}`,
      play: bench =>
        bench.rotate({
          beforeStep: next => bench.faults(next === step ? [{kind: 'throttle', service, operation}] : []),
        }),
    }))
  })
}
