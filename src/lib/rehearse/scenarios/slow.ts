import type {Plan, Scenario} from '../item.ts'
import type {RotationResult, StepResult} from '../observation.ts'
import {callsOf} from '../plain-run.ts'
import {STEPS} from '../steps.ts'

/** Within this time a new credential is let in, at the latest. */
const SPREAD_MS = 25_000
const THROTTLES = 3

export interface SlowFacts {
  readonly steps: readonly StepResult[]
  readonly timeoutMs: number
}

/** R in which the same call of each step is throttled three times, and a new credential is let in 25 seconds late. */
export function slowRotations(plan: Plan): readonly Scenario<SlowFacts>[] {
  const most = Math.max(1, ...STEPS.map(step => callsOf(plan.plain, step).length))
  return Array.from({length: most}, (_, at) => at + 1).map(call => ({
    name: `slow/call-${call}`,
    group: 'slow',
    async play(bench) {
      bench.target.delay?.(SPREAD_MS)
      const {steps} = await bench.rotate({
        beforeStep: () => bench.faults([{kind: 'throttle', from: call, times: THROTTLES}]),
      })
      return {steps, timeoutMs: bench.timeoutMs}
    },
  }))
}

/** R in which nothing has to be waited for. */
export const withoutDelay: Scenario<RotationResult> = {
  name: 'slow/no-delay',
  group: 'slow',
  play(bench) {
    bench.target.delay?.(0)
    return bench.rotate()
  },
}
