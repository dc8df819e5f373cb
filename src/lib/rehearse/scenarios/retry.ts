import type {Fault, OpenRotation} from '../bench.ts'
import type {Plan, Scenario} from '../item.ts'
import type {RotationResult, StepResult} from '../observation.ts'
import {callsOf} from '../plain-run.ts'
import type {Step} from '../steps.ts'
import {stateOf, type State} from './state.ts'

/** Every step that ran, and how things stood after it. */
export interface RetryFacts {
  readonly first: RotationResult
  readonly retry: RotationResult
  readonly steps: readonly {readonly result: StepResult; readonly state: State}[]
}

/**
 * retry(k): R stopped by a fault in step k, then all of R again with the same token, as the service does. The last call of
 * the step is refused, so that whatever comes before it has happened; a step without calls ends, but nobody hears of it.
 */
export function retryOf(step: Step, plan: Plan): Scenario<RetryFacts> {
  const refused = lastCallOf(step, plan)
  return {
    name: `retry/${step}`,
    group: 'retry',
    async play(bench) {
      const steps: RetryFacts['steps'][number][] = []
      const caught: {open?: OpenRotation} = {}
      const note = async (result: StepResult) => {
        bench.faults([])
        steps.push({result, state: await stateOf(bench)})
      }
      const first = await bench.rotate({
        beforeStep(next, open) {
          caught.open = open
          bench.faults(next === step && refused !== undefined ? [refused] : [])
        },
        afterStep: note,
        ...(refused === undefined ? {lost: step} : {}),
      })
      const retry = await bench.retry(caught.open!, {afterStep: note})
      return {first, retry, steps}
    },
  }
}

function lastCallOf(step: Step, plan: Plan): Fault | undefined {
  const calls = callsOf(plan.plain, step)
  const last = calls.at(-1)
  if (last === undefined) return undefined
  const same = calls.filter(({service, operation}) => service === last.service && operation === last.operation)
  return {kind: 'access-denied', service: last.service, operation: last.operation, from: same.length}
}
