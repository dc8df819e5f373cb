import type {Scenario} from '../item.ts'
import type {RotationResult, StepResult} from '../observation.ts'
import {STEPS, type Step} from '../steps.ts'
import {openedBefore} from './opened.ts'
import {stateOf, type State} from './state.ts'

/** A step that comes although its rotation was cancelled. */
export interface CancelledFacts {
  readonly so: RotationResult
  readonly result?: StepResult
  readonly before?: State
  readonly after?: State
}

/** CancelRotateSecret before each step. */
export const cancelledBeforeEach: readonly Scenario<CancelledFacts>[] = STEPS.map(before)

function before(step: Step): Scenario<CancelledFacts> {
  return {
    name: `cancelled/${step}`,
    group: 'cancelled',
    async play(bench) {
      const {rotation, so} = await openedBefore(bench, step)
      if (!so.ok) return {so}
      await bench.call('secretsmanager', 'CancelRotateSecret', {SecretId: bench.secret.arn})
      const state = await stateOf(bench)
      const result = await bench.invoke(bench.eventOf(rotation, step))
      return {so, result, before: state, after: await stateOf(bench)}
    },
  }
}
