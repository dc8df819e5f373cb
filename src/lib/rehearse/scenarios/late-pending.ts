import type {Fault} from '../bench.ts'
import type {Scenario} from '../item.ts'
import type {StepResult} from '../observation.ts'
import {STEPS, type Step} from '../steps.ts'

/** For so long after a Put its value may be invisible: aws-behaviour.md, read after write. */
const INVISIBLE_MS = 5000

/** A step right after the Put of createSecret, for which its value is invisible at first. */
export interface LateValue {
  readonly result: StepResult
  /** Value of the pending version before and after it. */
  readonly before: string | undefined
  readonly after: string | undefined
}

/** `createSecret`: the service calls it again, as after a lost answer. undefined: a step before it failed. */
export function latePending(step: Step): Scenario<LateValue | undefined> {
  const faults: readonly Fault[] = [{kind: 'stale-labels', service: 'secretsmanager', forMs: INVISIBLE_MS}]
  return {
    name: `late-pending/${step}`,
    group: 'late-pending',
    async play(bench) {
      const rotation = await bench.begin()
      for (const earlier of STEPS.slice(0, Math.max(1, STEPS.indexOf(step)))) {
        const {ok} = await bench.step(rotation, earlier)
        if (!ok) return undefined
      }
      const before = bench.value(rotation.token)
      const result = await bench.invoke(bench.eventOf(rotation, step), {faults})
      return {result, before, after: bench.value(rotation.token)}
    },
  }
}
