import type {Plan, Scenario} from '../item.ts'
import type {StepResult} from '../observation.ts'
import {everyAttempt, plainCalls, struckStep, type PlainCall} from '../struck-step.ts'

export interface HangFacts {
  readonly hung: PlainCall
  /** undefined: a step before failed. */
  readonly result: StepResult | undefined
}

/** Each call of the undisturbed rotation without a reply, ever, whatever the SDK tries. */
export function hangs(plan: Plan): readonly Scenario<HangFacts>[] {
  return plainCalls(plan).map(hung => ({
    name: `hang/${hung.step}/${hung.call}`,
    group: 'hang',
    async play(bench) {
      return {hung, result: await struckStep(bench, hung.step, [{kind: 'hang', ...everyAttempt(hung, plan)}])}
    },
  }))
}
