import type {Scenario} from '../item.ts'
import type {RotationResult, StepResult} from '../observation.ts'
import {STEPS, type Step} from '../steps.ts'
import {stateOf, type State} from './state.ts'

/** A step that is called once more with the same event before the rotation goes on. */
export interface TwiceFacts {
  readonly rotation: RotationResult
  /** Absent: the first call of the step failed or was not reached. */
  readonly repeated?: {
    readonly first: StepResult
    readonly second: StepResult
    readonly before: State
    readonly after: State
  }
}

/** twice(step), for each step. */
export const twice = Object.fromEntries(STEPS.map(step => [step, scenarioOf(step)])) as Readonly<
  Record<Step, Scenario<TwiceFacts>>
>

function scenarioOf(step: Step): Scenario<TwiceFacts> {
  return {
    name: `twice/${step}`,
    group: 'twice',
    async play(bench) {
      const found: {repeated?: NonNullable<TwiceFacts['repeated']>} = {}
      const rotation = await bench.rotate({
        async afterStep(first, open) {
          if (first.step !== step || !first.ok) return
          const before = await stateOf(bench)
          const second = await bench.invoke(bench.eventOf(open, step))
          found.repeated = {first, second, before, after: await stateOf(bench)}
        },
      })
      return {rotation, ...found}
    },
  }
}
